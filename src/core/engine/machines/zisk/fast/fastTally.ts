import { byOwner, operations, regionLimits, regionNames, type InstructionCosts } from "../instructionCosts";
import type { ZiskInterpreter } from "../interpreter";
import { classPrices } from "../memoryClasses";
import type { MicroProgram } from "../microProgram";
import type { ZiskModel } from "../model";
import { accessesOf } from "../pcAccesses";
import { accessClasses } from "./access";
import type { Arena } from "./arena";
import type { GuestPlaces } from "./placeGuest";
import type { RowPlaces } from "./placeRows";
import { tallyKernel, type TallyKernel } from "./tallyKernel";
import { placeTally, type TallyPlaces } from "./tallyPlaces";

/** The end of a run as WebAssembly, in the run's own memory: sums of what was counted, and what instructions cost. */
export class FastTally {
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  private readonly bytes: Uint8Array;

  private constructor(
    private readonly buffer: ArrayBuffer,
    private readonly program: MicroProgram,
    private readonly model: ZiskModel,
    private readonly rows: Int32Array,
    private readonly places: TallyPlaces,
    private readonly entries: number,
    private readonly kernel: TallyKernel,
  ) {
    this.words = new Int32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
    const { ops, memory } = model;
    this.words.set(rows, places.rows >>> 2);
    for (const { code, cost } of ops) this.doubles[(places.prices >>> 3) + code] = cost;
    const { isPrecompile, siteName, fullCost } = operations(model);
    this.doubles.set(fullCost, places.fullCost >>> 3);
    this.bytes.set(isPrecompile, places.isPrecompile);
    siteName.forEach((name, code) => (this.bytes[places.isSite + code] = name === undefined ? 0 : 1));
    this.doubles.set(classPrices(memory), places.classPrices >>> 3);
    this.bytes.set(accessClasses, places.classes);
    this.words.set(regionLimits, places.limits >>> 2);
  }

  /** `entries`: what `RowAccesses` keeps by now. Null where there is no memory for it. */
  static over(
    arena: Arena,
    program: MicroProgram,
    model: ZiskModel,
    guest: Pick<GuestPlaces, "records" | "counts">,
    filling: RowPlaces,
    entries: number,
  ): FastTally | null {
    const rows = program.neededRows();
    // Each counter in the memory may be another entry.
    const most = entries + arena.taken / 8 + 1;
    const places = placeTally(arena, filling, rows.length, most);
    if (places === null) return null;
    const kernel = tallyKernel(arena.memory, { ...places, of: guest.counts, records: guest.records }, model);
    return new FastTally(arena.memory.buffer, program, model, rows, places, most, kernel);
  }

  /** Adds what ran as WebAssembly to what the host ran, row by row, and sums it all. */
  total(interpreter: ZiskInterpreter, hasTranslated: boolean): void {
    const { places, entries, doubles } = this;
    const { accesses, frequent } = interpreter;
    accesses.moveTo({
      nexts: new Int32Array(this.buffer, places.nexts, entries),
      kinds: new Uint8Array(this.buffer, places.kinds, entries),
      counts: new Float64Array(this.buffer, places.counts, entries),
    });
    doubles.set(frequent, places.frequent >>> 3);
    accesses.entered(this.kernel.total(this.rows.length, accesses.length, hasTranslated ? 1 : 0));
    frequent.set(this.column(places.frequent, 256));
    const [steps, opTotal, memTotal] = this.column(places.sums, 3) as unknown as [number, number, number];
    interpreter.steps = steps;
    interpreter.opTotal = opTotal;
    interpreter.memTotal = memTotal;
  }

  /** The same as `instructionCosts` gives; once. */
  instructionCosts({ count, opCost }: ZiskInterpreter): InstructionCosts {
    const { places, kernel, program, model } = this;
    const { op, owner } = program;
    const length = kernel.instructions(this.rows.length);
    if (this.doubles[places.sums >>> 3] === 0) this.sort(length);
    const entries = kernel.charge(length);
    const [opcodes, precompiles, savedAny, listed] = this.column(places.sums, 4) as unknown as number[];
    const column = (at: number): Float64Array => this.column(at, length);
    const { siteName } = operations(model);
    const siteRows = this.words.subarray(places.sites >>> 2, (places.sites >>> 2) + listed!);
    const sites = Array.from(siteRows, (row) => ({
      pc: owner[row]!,
      name: siteName[op[row]!]!,
      count: count[row]!,
      cost: opCost[row]!,
    }));
    return {
      pcs: {
        length,
        pc: column(places.pc),
        count: column(places.runs),
        steps: column(places.steps),
        cost: column(places.cost),
        parts: {
          main: column(places.main),
          opcodes: column(places.opcodes),
          precompiles: column(places.precompiles),
          memory: column(places.memory),
        },
        extras: savedAny === 0 ? {} : { spared: column(places.spared) },
        accesses: accessesOf(
          model.memory,
          this.words.slice(places.accessIndex >>> 2, (places.accessIndex >>> 2) + entries),
          this.bytes.slice(places.accessKind, places.accessKind + entries),
          this.column(places.accessCount, entries),
        ),
      },
      opCount: this.column(places.opCounts, 256),
      opCost: this.column(places.opCosts, 256),
      opcodes: opcodes!,
      precompiles: precompiles!,
      sites,
      regions: regionNames.map((name, i) => ({ name, steps: this.doubles[(places.regionSteps >>> 3) + i]! })),
    };
  }

  private sort(length: number): void {
    const { words, places } = this;
    const first = words.subarray(places.first >>> 2, (places.first >>> 2) + length);
    const stop = words.subarray(places.stop >>> 2, (places.stop >>> 2) + length);
    const sorted = byOwner(this.program.owner, first, stop);
    first.set(sorted.first);
    stop.set(sorted.end);
  }

  private column(at: number, length: number): Float64Array {
    return this.doubles.slice(at >>> 3, (at >>> 3) + length);
  }
}
