import { GuestFault } from "../../../guestFault";
import type { Sp1Followers } from "../followers";
import { noCode } from "../faults";
import { Sp1Interpreter } from "../interpreter";
import type { Sp1Model } from "../model";
import { op } from "../opcodes";
import type { Sp1Program } from "../program";
import { accessFault } from "./accesses";
import { mostRows } from "./blocks";
import { interpreterModule, type InterpreterHost } from "./interpreterModule";
import { longestRun } from "./longestRun";
import { place } from "./place";
import { handler, Records } from "./records";
import type { SharedMemory } from "./sharedMemory";
import { sumRuns } from "./sumRuns";
import { defaultTuning, firstRegions, Translations, type Sp1Tuning } from "./translations";

/** Instructions that are left to the reference where less than so many may run. */
const fewest = 64;
/** Entries to the end of a chunk from where on they are counted each time. */
const nearEnd = 1e6;
/** Most instructions between two sums of what ran: the counters in the linear memory have 32 bits. */
const mostUncounted = 2 ** 29;
/** Instructions until the host is first asked; then twice as many, and so on. */
const firstStretch = 2 ** 16;

/**
 * The SP1 machine as WebAssembly. The reference interpreter owns what is rare (ecalls, unconstrained blocks, the ends
 * of gas chunks, everything that fails) and all counts at the end; the guest's memory is one for both.
 */
export class FastSp1 {
  readonly reference: Sp1Interpreter;
  private readonly ints: Int32Array;
  private readonly records: Records;
  readonly translations: Translations;
  private readonly enter: (row: number, back: number) => number;
  /** Longest run of rows without a jump that always goes elsewhere: how far credit is overdrawn at most. */
  private readonly slack: number;
  /** Steps at which the credit in memory is used up. */
  private creditEnd = 0;
  /** Steps that ran since the last sum. */
  private uncounted = 0;
  private limit = 0;
  private until = 0;
  private more: (() => number) | undefined;
  private isStopped = false;
  private refuels = 0;

  constructor(
    private readonly program: Sp1Program,
    private readonly model: Sp1Model,
    input: readonly Uint8Array[],
    private readonly followers: Sp1Followers,
    private readonly shared: SharedMemory,
    tuning: Sp1Tuning = defaultTuning,
  ) {
    this.ints = shared.ints;
    this.reference = new Sp1Interpreter(program, model, input, followers, shared.backing());
    this.records = new Records(
      program,
      (row) => followers.functionOf(row),
      shared.records(program.length),
      this.ints.subarray(place.code / 4),
    );
    this.reference.endsWithBlock = true;
    this.slack = longestRun(program) + mostRows;
    this.ints[place.heat / 4] = tuning.heat;
    this.ints[place.back / 4] = -1;
    this.ints[place.length / 4] = program.length;
    new BigInt64Array(shared.memory.buffer, place.base, 1)[0] = BigInt(program.base);
    const table = new WebAssembly.Table({ element: "anyfunc", initial: handler.count + firstRegions });
    const host = {
      memory: shared.memory,
      table,
      read: (row: number) => this.records.read(row),
      step: (row: number) => this.step(row),
      refuel: (row: number) => this.refuel(row),
      onCall: this.onCall.bind(this),
      onJump: this.onJump.bind(this),
      page: (page: number) => this.page(page),
      hot: (row: number) => this.translations.hot(row),
      accessFails: this.accessFails.bind(this),
      jumpFails: this.jumpFails.bind(this),
    } satisfies InterpreterHost & WebAssembly.ModuleImports;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(interpreterModule()), { env: host });
    this.enter = exports["enter"] as typeof this.enter;
    this.translations = new Translations(
      program,
      this.records,
      this.ints,
      table,
      { ...host, ...exports },
      {
        functionOf: (row) => followers.functionOf(row),
        count: this.reference.count,
      },
      tuning,
    );
  }

  /**
   * Runs until the guest ends, exactly `limit` steps are done altogether, or, asked at about `until` steps and then
   * again, `more` gives no further steps. A guest's fault ends it; nothing is thrown.
   */
  run(limit: number, until = limit, more?: () => number): void {
    const { reference } = this;
    this.limit = limit;
    this.until = Math.min(until, limit);
    this.more = more;
    this.isStopped = false;
    while (!reference.ended && !this.isStopped && reference.steps < limit) {
      if (reference.isCounting && this.allowed() > fewest) {
        this.runFast();
      } else {
        this.count();
        reference.run(Math.min(limit, reference.steps + 4 * this.slack + fewest));
      }
      if (!this.isStopped && reference.steps >= this.until) this.ask();
    }
  }

  private runFast(): void {
    this.toFast();
    this.ints[place.depth / 4] = 0;
    this.ints[place.back / 4] = -1;
    try {
      this.enter(this.reference.row, -1);
    } catch (error) {
      if (!(error instanceof GuestFault)) throw error;
      this.reference.fail(error);
    }
  }

  /** Sums up what was counted; to be called before the reference is asked for anything. */
  settle(): void {
    this.count();
    const now = this.reference.cycles;
    this.followers.tree.settle(now, now);
  }

  // --- asked by WebAssembly ------------------------------------------------------------------------------

  private step(row: number): number {
    const { reference } = this;
    this.toReference(row, this.ints[place.credit / 4]! - row);
    // All has to be counted where a chunk may end: with the run, or with what a call adds.
    const mayEnd = reference.lo[5] === 0 || this.entriesLeft() < nearEnd;
    if (this.program.op[row] === op.ecall && (mayEnd || !reference.knowsEcallRegisters)) this.count();
    reference.run(Math.min(this.limit, reference.steps + 1));
    if (!reference.isCounting) reference.run(Math.min(this.limit, Math.max(this.until, reference.steps + 1)));
    if (reference.ended || !reference.isCounting) return -1;
    if (reference.steps >= this.until) this.ask();
    if (this.isStopped || this.allowed() <= fewest) return -1;
    this.toFast();
    return reference.row;
  }

  private refuel(row: number): number {
    const { reference } = this;
    this.toReference(row, this.ints[place.credit / 4]! - row);
    if (reference.steps >= this.until) this.ask();
    if (this.isStopped || this.allowed() <= fewest) return 1;
    // Now and then the code is left, so that what runs for long is entered in its optimised form.
    this.refuels++;
    if ((this.refuels & (this.refuels - 1)) === 0) return 1;
    this.toFast();
    return 0;
  }

  private onCall(row: number, back: number, left: number): void {
    const { followers, program } = this;
    const now = this.creditEnd - left - this.reference.hiddenSteps;
    followers.tree.settle(now, now);
    const fn = followers.functionOf(row);
    followers.tree.call(fn, followers.isEntry(row, fn), program.base + 4 * back, this.stackPointer());
  }

  private onJump(row: number, computed: number, left: number): void {
    const { followers, program } = this;
    const now = this.creditEnd - left - this.reference.hiddenSteps;
    followers.tree.settle(now, now);
    const fn = followers.functionOf(row);
    const pc = program.base + 4 * row;
    const { tree } = followers;
    const { current, depth } = tree;
    tree.jump(fn, followers.isEntry(row, fn), pc, computed === 1, this.stackPointer());
    // Neither a return nor a tail call: the function's own jump table.
    if (computed === 1 && fn === current && tree.depth === depth) this.translations.jumped(row, fn);
  }

  private stackPointer(): number {
    return (this.ints[5]! >>> 0) * 4294967296 + (this.ints[4]! >>> 0);
  }

  private page(page: number): number {
    try {
      return this.reference.memory.place(page);
    } catch (error) {
      if (error instanceof GuestFault) return -1;
      throw error;
    }
  }

  /** A load or store of translated code that cannot be; the rest of its block did not run. */
  private accessFails(site: number, left: number, address: bigint): never {
    const { ints, program, reference } = this;
    const [row, to] = this.translations.sites[site]!;
    ints[place.diff / 4 + row]!--;
    ints[place.diff / 4 + to]!++;
    this.toReference(row, left + to - row);
    throw accessFault(program.op[row]!, address, reference.memory);
  }

  /** A jump of translated code to where nothing is. */
  private jumpFails(row: number, left: number, address: bigint): never {
    this.toReference(row, left);
    throw noCode(Number(BigInt.asUintN(64, address)));
  }

  // --- one state for two ways to run ---------------------------------------------------------------------

  /** Steps that may run as WebAssembly from here on: not past the limit, not to the end of a chunk of gas. */
  private allowed(): number {
    const { reference, slack } = this;
    if (this.entriesLeft() < nearEnd) this.count();
    return Math.min(
      this.limit - reference.steps - slack,
      this.entriesLeft() - slack - 2,
      Math.max(this.until - reference.steps, fewest + 1),
      firstStretch * 2 ** Math.min(this.refuels, 12),
    );
  }

  /** At least so many entries may still come before a chunk of gas ends: an instruction makes one at most. */
  private entriesLeft(): number {
    return this.model.chunkEntries - this.reference.gas.entries - this.uncounted;
  }

  /** The reference's state into the linear memory; `allowed` has been asked. */
  private toFast(): void {
    const { reference, ints } = this;
    const { lo, hi, row } = reference;
    for (let r = 1; r < 32; r++) {
      ints[2 * r] = lo[r]!;
      ints[2 * r + 1] = hi[r]!;
    }
    const credit = this.allowed();
    this.creditEnd = reference.steps + credit;
    this.shared.end[0] = this.creditEnd - reference.hiddenSteps;
    ints[place.credit / 4] = row + credit;
    ints[place.chunk / 4] = reference.memory.chunk;
  }

  /** And back; the row is next, and so many steps of the credit are left. */
  private toReference(row: number, left: number): void {
    const { reference, ints } = this;
    const { lo, hi } = reference;
    for (let r = 1; r < 32; r++) {
      lo[r] = ints[2 * r]!;
      hi[r] = ints[2 * r + 1]!;
    }
    reference.row = row;
    const steps = this.creditEnd - left - reference.steps;
    reference.advance(steps);
    this.uncounted += steps;
    reference.gas.local += ints[place.fresh / 4]!;
    ints[place.fresh / 4] = 0;
    if (this.uncounted > mostUncounted) this.count();
  }

  /** How often each row ran since the last sum. */
  private count(): void {
    if (this.uncounted === 0) return;
    this.uncounted = 0;
    const { program, reference, ints, translations } = this;
    const { used, entries } = sumRuns(program, ints, translations, reference.count);
    reference.use(used);
    reference.gas.entries += entries;
  }

  private ask(): void {
    const { reference } = this;
    const further = this.more?.() ?? 0;
    this.isStopped = further === 0;
    this.until = Math.min(this.limit, reference.steps + further);
  }
}
