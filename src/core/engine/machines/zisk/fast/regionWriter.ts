import { shapeOf, type Terminator } from "../../../wasm/controlFlow";
import { op, type FunctionBody } from "../../../../wasm/functionBody";
import type { RegisterUse } from "../../../wasm/registerUse";
import { writeStructured } from "../../../wasm/structure";
import { i32 } from "../../../../wasm/wasmModule";
import { AccessWriter } from "./accessWriter";
import { place } from "./arena";
import type { Block, BlockEnd, Exit, Region } from "./blocks";
import { stop } from "./records";
import { RegionState } from "./regionState";
import { registerUse } from "./registerUse";
import type { StepCosts } from "./stepCosts";
import { StepWriter } from "./stepWriter";
import type { TranslatorHost } from "./translatorHost";

/** WebAssembly calls inside each other before a call is left to the caller: the host's stack is finite. */
const mostDepth = 400;

/** One module of translated code: the blocks of a region as structured control flow. */
export class RegionWriter {
  private readonly state: RegionState;
  private readonly body: FunctionBody;
  private readonly steps: StepWriter;
  private readonly use: RegisterUse;
  /** The place of a computed target among those that are known. */
  private readonly chosen: number;
  /** Ways out of blocks, which are blocks of their own behind the others; `pc` null: the one that was computed. */
  private readonly outs: { readonly from: number; readonly pc: number | null }[] = [];
  private readonly afterCall = new Set<number>();

  constructor(
    private readonly host: TranslatorHost,
    private readonly costs: StepCosts,
    private readonly region: Region,
    private readonly func: number,
  ) {
    const { program, arena, counters, sites } = host;
    this.state = new RegionState(arena);
    this.body = this.state.body;
    this.chosen = this.body.local(i32);
    const access = new AccessWriter(this.state, costs, counters, arena.ram);
    this.steps = new StepWriter(program, this.state, costs, access, counters, sites);
    this.use = registerUse(program, region);
  }

  module(): Uint8Array<ArrayBuffer> {
    const { region, use, state } = this;
    const inner = region.blocks.map((block, i) => this.terminator(i, block.end));
    const flow: Terminator[] = [...inner, ...this.outs.map((): Terminator => ({ kind: "exit" }))];
    const shape = shapeOf(flow);
    state.loadTotals();
    state.loadRegisters(use.live[0]!);
    writeStructured(this.body, flow, (at) => {
      const block = region.blocks[at];
      if (block === undefined) {
        this.leave(at - region.blocks.length);
        return;
      }
      const asks = at === 0 || shape.loopHeader[at] === 1 || this.afterCall.has(at) || !shape.reducible;
      this.block(at, block, asks);
    });
    return state.build();
  }

  // --- ways on -------------------------------------------------------------------------------------------

  private terminator(from: number, end: BlockEnd): Terminator {
    switch (end.kind) {
      case "goto":
        return { kind: "goto", to: this.blockOf(from, end.next) };
      case "branch":
        return { kind: "branch", yes: this.blockOf(from, end.taken), no: this.blockOf(from, end.next) };
      case "call":
        if (end.after < 0) return { kind: "exit" };
        this.afterCall.add(end.after);
        return { kind: "goto", to: end.after };
      case "computed":
        return end.targets.length === 0 ? { kind: "exit" } : this.choice(from, end.targets);
      case "end":
        return { kind: "exit" };
    }
  }

  private blockOf(from: number, exit: Exit): number {
    return exit.block >= 0 ? exit.block : this.out(from, exit.pc);
  }

  private choice(from: number, targets: readonly Exit[]): Terminator {
    const otherwise = this.out(from, null);
    const [low, high] = rangeOf(targets);
    const cases = new Array<number>((high - low) / 2 + 1).fill(otherwise);
    for (const { pc, block } of targets) cases[(pc - low) / 2] = block;
    return { kind: "switch", index: this.chosen, cases, otherwise };
  }

  private out(from: number, pc: number | null): number {
    return this.region.blocks.length + this.outs.push({ from, pc }) - 1;
  }

  private leave(at: number): void {
    const { from, pc } = this.outs[at]!;
    if (pc === null) {
      this.leaveComputed(from);
      return;
    }
    const { state, host } = this;
    state.storeRegisters(this.use.dirtyAtEnd[from]!);
    state.at(this.lastPc(from));
    state.storeTotals();
    // What the region was cut off from is still the same function.
    if (host.functionOf(host.program.rowOf(pc)) !== this.func) state.moved("onJump", 0, pc);
    state.returnTo(pc);
  }

  private lastPc(block: number): number {
    return this.host.program.owner[this.region.blocks[block]!.rows.at(-1)!]!;
  }

  // --- blocks --------------------------------------------------------------------------------------------

  private block(at: number, { rows, end }: Block, asks: boolean): void {
    const { state, use } = this;
    if (asks) this.askForFuel(at, rows);
    const counter = this.host.counters.add({ kind: "block", rows });
    state.increment(counter);
    state.burn(rows.length);
    state.charge(this.costs.ofBlock(rows));
    this.steps.write(rows, counter, end.kind === "branch");
    switch (end.kind) {
      case "computed":
        this.computed(at, rows, end.targets);
        return;
      case "call":
        this.call(at, rows, end);
        return;
      case "end":
        state.storeRegisters(use.dirtyAtEnd[at]!);
        state.storeTotals();
        state.at(this.lastPc(at));
        state.setField(op.i32Store, place.ended, () => this.body.i32(1));
        state.stop();
    }
  }

  private askForFuel(at: number, rows: readonly number[]): void {
    const { state, body } = this;
    body.get(state.fuel).i64(rows.length).op(op.i64LtS).open(op.if);
    state.storeTotals();
    state.call("refuel").open(op.if);
    state.storeRegisters(this.use.dirty[at]!);
    state.at(this.host.program.owner[rows[0]!]!);
    state.stop();
    body.end();
    state.loadFuel();
    body.end();
  }

  /** pc := c + offset, checked to be an address of code at all. */
  private target(rows: readonly number[]): void {
    const { state, body } = this;
    const { program, sites } = this.host;
    const row = rows.at(-1)!;
    const offset = program.offset[row]!;
    body.get(state.last);
    if (offset !== 0) body.i64(offset).op(op.i64Add);
    body.tee(state.address).i64(32).op(op.i64ShrU).op(op.i64Eqz).op(op.i32Eqz).open(op.if);
    body.i32(sites.push({ rows, at: rows.length - 1 }) - 1).get(state.address);
    state.call("noCode").end();
    state.at(program.owner[row]!);
    body.get(state.address).op(op.i32WrapI64).set(state.pc);
  }

  private computed(at: number, rows: readonly number[], targets: readonly Exit[]): void {
    this.target(rows);
    if (targets.length === 0) {
      this.leaveComputed(at);
      return;
    }
    const [low] = rangeOf(targets);
    this.body.get(this.state.pc).i32(low).op(op.i32Sub).i32(1).op(op.i32Rotr).set(this.chosen);
  }

  /** Goes on at the pc that was computed: a return, a tail call, or a jump that is not yet known. */
  private leaveComputed(at: number): void {
    const { state } = this;
    state.storeRegisters(this.use.dirtyAtEnd[at]!);
    state.storeTotals();
    state.moved("onJump", 1);
    this.body.get(state.pc).op(op.return);
  }

  private call(
    at: number,
    rows: readonly number[],
    { target, returnTo, after }: Extract<BlockEnd, { kind: "call" }>,
  ): void {
    const { state, body, host } = this;
    if (target === null) this.target(rows);
    else {
      if (host.program.rowOf(target) < 0) state.at(host.program.owner[rows.at(-1)!]!);
      body.i32(target).set(state.pc);
    }
    state.storeRegisters(this.use.dirtyAtEnd[at]!);
    state.storeTotals();
    const row = target === null ? -1 : host.program.rowOf(target);
    if (row >= 0) state.moved("onKnownCall", returnTo, row);
    else state.moved("onCall", returnTo);
    const slot = target === null ? null : host.slotFor(target);
    // Nowhere to come back to, nothing to call, or too deep: the caller's loop goes on with the callee.
    if (after < 0 || slot === -1) {
      body.get(state.pc).op(op.return);
      return;
    }
    state.field(op.i32Load, place.depth).i32(mostDepth).op(op.i32GeU).open(op.if);
    body.get(state.pc).op(op.return).end();
    this.deeper(1);
    state.setField(op.i32Store, place.back, () => body.i32(returnTo));
    body.get(state.pc);
    if (slot === null) state.call("call");
    else state.callSlot(slot);
    // A callee may come back elsewhere: by a tail call, or to another frame.
    body.tee(state.pc).i32(returnTo).op(op.i32Ne).open(op.if);
    body.get(state.pc).i32(returnTo);
    state.call("settle").i32(stop).op(op.i32Eq).open(op.if);
    this.deeper(-1);
    state.stop();
    body.end().end();
    this.deeper(-1);
    state.loadTotals();
    state.loadRegisters(this.use.live[after]!);
  }

  private deeper(by: number): void {
    const { state } = this;
    state.setField(op.i32Store, place.depth, () =>
      state.field(op.i32Load, place.depth).i32(by).op(op.i32Add),
    );
  }
}

/** The lowest and the highest pc. */
function rangeOf(targets: readonly Exit[]): readonly [number, number] {
  let [low, high] = [Infinity, 0];
  for (const { pc } of targets) {
    low = Math.min(low, pc);
    high = Math.max(high, pc);
  }
  return [low, high];
}
