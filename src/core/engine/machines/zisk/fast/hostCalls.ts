import { GuestFault } from "../../../guestFault";
import type { ZiskInterpreter } from "../interpreter";
import { layout } from "../layout";
import { from, type MicroProgram } from "../microProgram";
import { alignedRead, readShape, shapeCount, writeShape, zoneOf } from "../memoryClasses";
import { place } from "./arena";
import type { Counters, Site } from "./counters";
import type { SharedState } from "./sharedState";
import type { Tally } from "./tally";

const panicExit = 101;

/** What translated code leaves to the host: rare accesses, accelerators, faults. */
export class HostCalls {
  readonly sites: Site[] = [];

  constructor(
    private readonly program: MicroProgram,
    private readonly interpreter: ZiskInterpreter,
    private readonly state: SharedState,
    private readonly counters: Counters,
    private readonly tally: Tally,
  ) {}

  readSlow(address: bigint, width: number, counters: number, expected: number): bigint {
    const { memory } = this.interpreter;
    const at = this.addressOf(address, counters, "read", width);
    try {
      memory.read(at, width);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 0);
    }
    this.slowly(counters, zoneOf(at) * shapeCount + readShape[width * 8 + (at & 7)]!, expected);
    return joined(memory.lo, memory.hi);
  }

  writeSlow(address: bigint, value: bigint, width: number, counters: number, expected: number): void {
    const at = this.addressOf(address, counters, "write", width);
    const [lo, hi] = [low(value), high(value)];
    try {
      this.interpreter.memory.write(at, width, lo, hi);
    } catch (error) {
      throw this.cut(error, this.counters.accessAt(counters).site, 1, true);
    }
    this.slowly(counters, zoneOf(at) * shapeCount + writeShape(width, at & 7, lo, hi), expected);
    if (at === layout.uart && width === 1) this.interpreter.text.putLatin1(lo & 255);
  }

  /** An accelerator, a hint, a tag or a halt. */
  special(number: number, a: bigint, b: bigint): bigint {
    const site = this.sites[number]!;
    const row = site.rows[site.at]!;
    const { interpreter: cold, state } = this;
    this.tally.touch(row);
    try {
      const extra = cold.special(row, low(a), high(a), low(b), high(b), state.steps, state.cost);
      state.set(place.extra, state.get(place.extra) + extra);
    } catch (error) {
      this.forget(site, row);
      throw this.cut(error, site, 0);
    }
    return joined(cold.accelerators.lo, cold.accelerators.hi);
  }

  noCode(number: number, pc: bigint): never {
    const message = `jump to 0x${BigInt.asUintN(64, pc).toString(16)}, where no code is`;
    throw this.cut(new GuestFault(message, panicExit), this.sites[number]!, 1);
  }

  /** What a step that failed had read from a fixed place: a cut takes back what was expected, not what it was. */
  private forget(site: Site, row: number): void {
    const { b, bLo } = this.program;
    if (b[row] !== from.mem) return;
    const kind = zoneOf(bLo[row]! >>> 0) * shapeCount + alignedRead;
    for (const counted of this.counters.accessesAt(site.rows, site.at))
      if (!counted.isStore) this.tally.noSurprise(counted, kind);
  }

  /** An access that translated code could not class: the block expected another, so that one is taken back. */
  private slowly(counters: number, kind: number, expected: number): void {
    const counted = this.counters.accessAt(counters);
    const { state } = this;
    state.set(place.extra, state.get(place.extra) + this.tally.surprise(counted, kind) - expected);
  }

  private addressOf(address: bigint, counters: number, what: "read" | "write", width: number): number {
    const wide = BigInt.asUintN(64, address);
    if (wide <= 0xffff_ffffn) return Number(wide);
    const bytes = width === 1 ? "1 byte" : `${width} bytes`;
    const mapped = what === "read" ? "can be read" : "can be written";
    const fault = new GuestFault(
      `${what} of ${bytes} at 0x${wide.toString(16)}, where nothing ${mapped}`,
      panicExit,
    );
    const isStore = what === "write";
    throw this.cut(fault, this.counters.accessAt(counters).site, isStore ? 1 : 0, isStore);
  }

  /** Remembers that a block ended early: before the step itself (`after` 0), or behind it, perhaps without its store. */
  private cut(error: unknown, site: Site, after: number, isStore = false): unknown {
    if (error instanceof GuestFault) {
      const { state } = this;
      this.tally.cut(site, after, isStore);
      state.words[place.resume / 4] = this.program.owner[site.rows[site.at]!]!;
      state.set(place.fuel, state.get(place.fuel) + site.rows.length - site.at - after);
    }
    return error;
  }
}

function joined(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

function low(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

function high(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}
