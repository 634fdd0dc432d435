import { GuestFault } from "../../../guestFault";
import type { Followers } from "../followers";
import { instructionCosts, type InstructionCosts } from "../instructionCosts";
import { ZiskInterpreter } from "../interpreter";
import { layout } from "../layout";
import type { ZiskProgram } from "../load";
import type { ZiskModel } from "../model";
import { PlainLowering } from "../plainLowering";
import { priceTable } from "./access";
import { place } from "./arena";
import { mostRows } from "./blocks";
import { coldModule } from "./coldModule";
import { ColdHandlers } from "./coldRecord";
import { ColdRecords } from "./coldRecords";
import { Counters } from "./counters";
import { countColumns } from "./countPlaces";
import { Entries } from "./entries";
import { fastTally } from "./fastTally";
import { defaultTuning, Heat, verdict, type Tuning } from "./heat";
import { HostCalls } from "./hostCalls";
import { exportedFunction } from "./hostFunction";
import { HostSteps } from "./hostSteps";
import { Moves } from "./moves";
import { placeGuest } from "./placeGuest";
import { functionNamer, placeRows } from "./placeRows";
import { Promotion } from "./promotion";
import { stop } from "./records";
import { rowTables } from "./rowTables";
import { runtimeModule, type RuntimeImports } from "./runtimeModule";
import { SharedState } from "./sharedState";
import { Tally } from "./tally";
import { slack, Translator } from "./translator";

const panicExit = 101;

/**
 * The ZisK machine as WebAssembly. What is cold is interpreted, by an interpreter that is WebAssembly too and leaves
 * what is rare to the one in TypeScript; functions that are often found running are translated. Counts end up in the
 * columns of the interpreter in TypeScript.
 */
export class FastZisk {
  readonly interpreter: ZiskInterpreter;
  private readonly state: SharedState;
  private readonly records: ColdRecords;
  private readonly moves: Moves;
  private readonly entries: Entries;
  private readonly heat: Heat;
  private readonly tally: Tally;
  private readonly steps: HostSteps;
  private readonly promotion: Promotion;
  private readonly callTranslated: (pc: number) => number;
  /** Interprets from a record on; see `coldModule`. */
  private readonly interpret: (record: number) => number;
  /** Steps up to which translated code may run. */
  private last = 0;
  private more: (() => number) | undefined;
  private isStopped = false;
  private isSettled = false;
  private isFilled = false;
  /** Sums it all up; null where there is no memory for that. */
  private readonly sum: () => InstructionCosts | null;
  private costs: InstructionCosts | null = null;
  private refuels = 0;

  constructor(
    readonly program: ZiskProgram,
    readonly model: ZiskModel,
    input: Uint8Array,
    private readonly followers: Followers,
    tuning: Tuning = defaultTuning,
  ) {
    const { code } = program;
    const places = placeGuest(program, input);
    const { arena, start, end } = places;
    const { buffer } = arena.memory;
    const columns = countColumns(places.counts, buffer, code.length);
    const handlers = new ColdHandlers(model);
    const filling = placeRows(code, places, rowTables(new PlainLowering(model), handlers));
    this.interpreter = new ZiskInterpreter(
      program,
      model,
      input,
      buffer,
      arena.ram,
      followers,
      true,
      columns,
    );
    this.state = new SharedState(this.interpreter, model, buffer);
    const { words } = this.state;
    words.set(priceTable(model.memory), place.prices / 4);
    for (const range of code.ranges)
      if (range.start >= layout.rom) words.set(range.rows, (places.rows + 2 * (range.start - start)) / 4);
    this.records = new ColdRecords(code, followers, model, handlers, words, places.records, arena);
    this.moves = new Moves(code, followers, this.state, this.records, start, end);
    const counters = new Counters(arena);
    this.tally = new Tally(this.interpreter, program, model, counters, this.records, this.state, columns);
    this.sum = () => fastTally(arena, filling, places, this.interpreter, model, counters.counted.length > 0);
    this.heat = new Heat(code, followers, (row) => this.tally.hasRun(row), tuning);
    this.entries = new Entries(this.records, new Int32Array(buffer, places.slots, (end - start) >> 1), start);
    const calls = new HostCalls(code, this.interpreter, this.state, counters, this.tally);
    this.steps = new HostSteps(code, this.interpreter, this.state, this.records, this.tally);
    const { moves } = this;
    const host = {
      memory: arena.memory,
      table: this.entries.table,
      readSlow: calls.readSlow.bind(calls),
      writeSlow: calls.writeSlow.bind(calls),
      slotOf: (pc: number) => this.slotOf(pc >>> 0),
      special: calls.special.bind(calls),
      noCode: calls.noCode.bind(calls),
      refuel: () => this.refuel(),
      onCall: moves.onCall.bind(moves),
      onKnownCall: moves.onKnownCall.bind(moves),
      onJump: moves.onJump.bind(moves),
      onColdCall: moves.onColdCall.bind(moves),
      onColdJump: moves.onColdJump.bind(moves),
      fillInstruction: (row: number) => this.records.fillInstruction(row),
      nameFunction: functionNamer(code, followers, filling),
      step: this.steps.step.bind(this.steps),
      specialStep: this.steps.special.bind(this.steps),
    } satisfies RuntimeImports & WebAssembly.ModuleImports;
    const tables = {
      pages: arena.pages,
      ram: arena.ram,
      readOnly: places.readOnly,
      code: { address: start, length: end - start, slots: places.slots },
    };
    const runtime = instance(runtimeModule(tables), host);
    const { records, rows, input: inputPiece } = places;
    const coldLayout = { ...tables, records, rows, input: inputPiece, filling };
    const cold = instance(coldModule(coldLayout, model, handlers), host);
    this.interpret = cold["run"] as (record: number) => number;
    this.callTranslated = runtime["call"] as (pc: number) => number;
    this.entries.cold = exportedFunction((pc) => this.runCold(pc >>> 0));
    const translator = new Translator({
      program: code,
      model,
      arena,
      counters,
      sites: calls.sites,
      functionOf: (row) => followers.functionOf(row),
      isEntry: (row) => this.entries.isEntry(row),
      isCold: (row) => this.heat.isCold(row),
      slotFor: (pc) => (code.rowOf(pc) < 0 ? -1 : this.entries.slotAt(pc)),
      averageCost: (row) => this.tally.averageCost(row),
      targetsOf: (func) => this.heat.targetsOf(func),
    });
    const env = { ...host, ...runtime };
    this.promotion = new Promotion(code, followers, this.heat, this.records, this.entries, translator, env);
  }

  /** Modules made so far. */
  get translatedModules(): number {
    return this.entries.translatedModules;
  }

  /**
   * Runs until the guest ends, `limit` steps are done altogether, or, asked at `until` steps and then again,
   * `more` gives no further steps. A guest's fault ends it; nothing is thrown.
   */
  run(limit: number, until = limit, more?: () => number): void {
    const cold = this.interpreter;
    // Translated code may overrun its fuel a little: the last steps are interpreted.
    const last = limit - slack;
    this.last = last;
    this.more = more;
    this.isStopped = false;
    this.state.fuelEnd = Math.min(until, last);
    while (!cold.ended && !this.isStopped && cold.steps < last - mostRows) this.runTranslated();
    if (cold.ended || this.isStopped || until < last) return;
    this.runLast(limit);
  }

  /** Interprets up to the limit, to the step. */
  private runLast(limit: number): void {
    const { interpreter: cold, state, records } = this;
    if (cold.steps >= limit) return;
    records.watchNone();
    this.steps.end = limit;
    state.fuelEnd = limit;
    state.toTranslated();
    state.set(place.until, 0);
    state.words[place.backRecord / 4] = 0;
    try {
      const record = this.interpret(records.recordOf(cold.row));
      if (record !== 0) state.toInterpreter(records.rowOf(record));
    } catch (error) {
      this.fail(error);
    }
  }

  private runTranslated(): void {
    const { interpreter: cold, state } = this;
    const { words } = state;
    let { pc } = cold;
    state.toTranslated();
    words[place.depth / 4] = 0;
    try {
      do {
        words[place.back / 4] = 0;
        pc = this.callTranslated(pc) >>> 0;
      } while (pc !== stop);
      if (cold.ended) return;
      state.toInterpreter(this.resumeRow());
      if (words[place.ended / 4] === 1) {
        cold.ended = true;
        cold.exitCode ??= 0;
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** The fuel is used up: 1 where translated code has to give back control, 0 where there is new fuel. */
  private refuel(): number {
    const { state } = this;
    const { steps } = state;
    if (steps >= this.last - mostRows) return 1;
    const further = this.more === undefined ? this.last - steps : this.ask(steps);
    if (further === 0) {
      this.isStopped = true;
      return 1;
    }
    const end = Math.min(steps + further, this.last);
    state.set(place.fuel, end - steps);
    state.fuelEnd = end;
    this.refuels++;
    // Now and then the code is left, so that a loop that never ends is entered in its optimised form.
    return (this.refuels & (this.refuels - 1)) === 0 ? 1 : 0;
  }

  private ask(steps: number): number {
    this.interpreter.steps = steps;
    return this.more?.() ?? 0;
  }

  /** Sums up what was counted. Once, at the end. */
  settle(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const { interpreter, model } = this;
    this.tally.gather();
    this.costs = this.sum();
    if (this.costs === null) this.tally.total();
    // What ran since the last call or return belongs to the function that ran last.
    const { steps, opTotal, memTotal } = interpreter;
    this.followers.tree.settle(steps, model.main * steps + opTotal + memTotal);
  }

  /** What instructions cost, once `settle` was called. */
  instructionCosts(): InstructionCosts {
    return this.costs ?? instructionCosts(this.interpreter, this.model);
  }

  /** Puts what WebAssembly counted into the columns of the interpreter too, which nothing needs but who compares them. */
  fillColumns(): void {
    if (this.costs !== null && !this.isFilled) this.tally.total();
    this.isFilled = true;
  }

  // --- cold code -----------------------------------------------------------------------------------------

  /** Stands in every slot whose code is not translated: interprets until there is a reason to go back. */
  private runCold(pc: number): number {
    const { heat, promotion, state, records, moves } = this;
    const { words } = state;
    const { owner, pc: own } = this.program.code;
    const row = moves.rowAt(pc);
    heat.reached(row, moves.rowAt(words[place.resume / 4]! >>> 0));
    if (heat.isDue(row) && !promotion.isFull) {
      const translated = promotion.translate(pc, row);
      if (translated !== null) return translated(pc);
    }
    const back = words[place.back / 4]! >>> 0;
    const backRow = back === 0 ? -1 : moves.rowAt(back);
    const backRecord = backRow < 0 ? 0 : records.recordOf(backRow);
    words[place.backRecord / 4] = backRecord;
    records.watch(row, false);
    for (let record = records.recordOf(row); ;) {
      let before = state.get(place.fuel);
      if (before <= 0) {
        words[place.resume / 4] = owner[records.rowOf(record)]!;
        if (this.refuel() === 1) return stop;
        before = state.get(place.fuel);
      }
      state.set(place.until, Math.max(0, before - heat.nextLook));
      record = this.interpret(record);
      // Only the first step of an instruction is a place to enter at.
      while (record !== 0 && own[records.rowOf(record)] !== owner[records.rowOf(record)]) {
        state.set(place.until, state.get(place.fuel) - 1);
        record = this.interpret(record);
      }
      if (record === 0) return stop;
      const at = records.rowOf(record);
      const ran = before - state.get(place.fuel);
      const judged = heat.interpreted(ran, at);
      if (judged === verdict.entry) promotion.markHot(at);
      if (judged === verdict.here) heat.setDue(at, true);
      // Short visits add up: what translated code calls all the time is seen too.
      if (record === backRecord || records.isWatched(at)) {
        if (heat.visited(ran, row)) promotion.markDue(row);
        return owner[at]!;
      }
      if (judged === verdict.here && !promotion.isFull) return owner[at]!;
    }
  }

  private slotOf(pc: number): number {
    if (this.program.code.rowOf(pc) < 0)
      throw new GuestFault(`jump to 0x${pc.toString(16)}, where no code is`, panicExit);
    return this.entries.slotAt(pc);
  }

  private resumeRow(): number {
    return this.program.code.rowOf(this.state.words[place.resume / 4]! >>> 0);
  }

  /** A fault of the guest ends it where it stands; anything else is thrown on. */
  private fail(error: unknown): void {
    if (!(error instanceof GuestFault)) throw error;
    const cold = this.interpreter;
    this.state.toInterpreter(this.resumeRow());
    cold.ended = true;
    cold.exitCode = error.exitCode;
    cold.fault = { pc: this.state.words[place.resume / 4]! >>> 0, message: error.message };
  }
}

function instance(bytes: Uint8Array<ArrayBuffer>, env: WebAssembly.ModuleImports): Record<string, unknown> {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), { env }).exports;
}
