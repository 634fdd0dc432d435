import type { ZiskInterpreter } from "../interpreter";
import { from, type MicroProgram } from "../microProgram";
import { place } from "./arena";
import { field } from "./coldRecord";
import type { ColdRecords } from "./coldRecords";
import type { SharedState } from "./sharedState";
import type { Tally } from "./tally";

/** What the WebAssembly interpreter leaves to the host: single steps and instructions, given as records. */
export class HostSteps {
  /** Steps at which the run ends, be it in the middle of an instruction. */
  end = Infinity;

  constructor(
    private readonly code: MicroProgram,
    private readonly interpreter: ZiskInterpreter,
    private readonly state: SharedState,
    private readonly records: ColdRecords,
    private readonly tally: Tally,
  ) {}

  /** Runs one instruction in TypeScript; gives the record behind it, 0 where the run has ended. */
  step(record: number): number {
    const { interpreter: cold, state, records, code, tally } = this;
    state.toInterpreter(records.rowOf(record));
    do {
      code.need(cold.row);
      tally.touch(cold.row);
      cold.run(cold.steps + 1);
    } while (!cold.ended && code.pc[cold.row] !== code.owner[cold.row] && cold.steps < this.end);
    state.toTranslated();
    return cold.ended ? 0 : records.recordOf(cold.row);
  }

  /** Runs one accelerator, hint or tag; gives the record behind it. Throws GuestFault. */
  special(record: number): number {
    const { interpreter: cold, state, records, code, tally } = this;
    const { words } = state;
    const row = records.rowOf(record);
    words[place.resume / 4] = code.owner[row]!;
    const at = (offset: number): number => words[(record + offset) >> 2]! >> 2;
    const isFixed = code.a[row] === from.imm;
    const aLo = isFixed ? code.aLo[row]! : words[at(field.a)]!;
    const aHi = isFixed ? code.aHi[row]! : words[at(field.a) + 1]!;
    const bLo = words[at(field.b)]!;
    const bHi = words[at(field.b) + 1]!;
    tally.touch(row);
    const cost = state.get(place.cost) + tally.fixedCost(row);
    const extra = cold.special(row, aLo, aHi, bLo, bHi, state.steps + 1, cost + state.get(place.extra));
    state.set(place.cost, cost + extra);
    state.set(place.fuel, state.get(place.fuel) - 1);
    records.ran(row);
    words[at(field.to)] = cold.accelerators.lo;
    words[at(field.to) + 1] = cold.accelerators.hi;
    return records.recordOf(code.next[row]!);
  }
}
