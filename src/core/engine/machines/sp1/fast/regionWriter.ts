import { shapeOf, type Terminator } from "../../../wasm/controlFlow";
import { op as wasm, type FunctionBody } from "../../../../wasm/functionBody";
import type { RegisterUse } from "../../../wasm/registerUse";
import { writeStructured } from "../../../wasm/structure";
import { op } from "../opcodes";
import type { Sp1Program } from "../program";
import type { Block, BlockEnd, Exit } from "./blocks";
import { place, refused } from "./place";
import { RegionState } from "./regionState";
import { registerUse, writtenIn } from "./registerUse";
import { sp, UsedWords, writeCondition, writeRow, writeStackCheck, type RowPlace } from "./rowWriter";

/** Calls inside each other before a call is left to the caller: the host's stack is finite. */
const mostDepth = 400;

/** What the writer asks of its machine. */
export interface RegionHost {
  readonly program: Sp1Program;
  functionOf(row: number): number;
  /** The number of a row in a block that ends before another row. */
  site(row: number, to: number): number;
  /** Address of a new counter of 8 bytes in the linear memory: how often the rows ran. */
  counter(from: number, to: number): number;
}

/** Writes the module of a region; its export `run` is (row) → row, or -1 to stop. The parameter is not looked at. */
export class RegionWriter {
  private readonly state = new RegionState();
  private readonly at: RowPlace;
  private readonly use: RegisterUse;
  /** Ways out of blocks, which are blocks of their own behind the others; -1: to the row in `row`. */
  private readonly outs: { readonly from: number; readonly to: number }[] = [];
  private readonly afterCall = new Set<number>();

  constructor(
    private readonly host: RegionHost,
    private readonly blocks: readonly Block[],
  ) {
    const { body } = this.state;
    this.at = {
      ...this.state,
      program: host.program,
      find: [1, 2, 4, 8].map((width) => this.state.imported[`find${width}`]!),
      site: (row) => void body.i32(host.site(row, this.current!.to)).get(this.state.credit),
      used: new UsedWords(),
    };
    this.usesStack = blocks.some(({ from, to }) => this.accesses(from, to, sp));
    this.state.usesMemory = blocks.some(({ from, to }) => this.accesses(from, to, -1));
    this.use = registerUse(host.program, blocks);
  }

  private current: Block | null = null;
  private readonly usesStack: boolean;

  module(): Uint8Array<ArrayBuffer> {
    const { blocks, state } = this;
    const inner = blocks.map(({ end }, i) => this.terminator(i, end));
    const flow: Terminator[] = [...inner, ...this.outs.map((): Terminator => ({ kind: "exit" }))];
    const shape = shapeOf(flow);
    this.comeIn(blocks[0]!.from, this.use.live[0]!);
    writeStructured(state.body, flow, (i) => {
      if (i >= blocks.length) this.leave(this.outs[i - blocks.length]!);
      else this.block(i, i === 0 || shape.loopHeader[i] === 1 || this.afterCall.has(i) || !shape.reducible);
    });
    return state.build();
  }

  // --- ways on -------------------------------------------------------------------------------------------

  private terminator(from: number, end: BlockEnd): Terminator {
    const to = ({ block, row }: Exit): number => (block >= 0 ? block : this.out(from, row));
    switch (end.kind) {
      case "goto":
        return { kind: "goto", to: to(end.next) };
      case "branch":
        return { kind: "branch", yes: to(end.taken), no: to(end.next) };
      case "call":
        if (end.after < 0) return { kind: "exit" };
        this.afterCall.add(end.after);
        return { kind: "goto", to: end.after };
      case "computed": {
        if (end.targets.length === 0) return { kind: "exit" };
        const otherwise = this.out(from, -1);
        const low = lowest(end.targets);
        const high = Math.max(...end.targets.map(({ row }) => row));
        const cases = new Array<number>(high - low + 1).fill(otherwise);
        for (const { row, block } of end.targets) cases[row - low] = block;
        return { kind: "switch", index: this.state.chosen, cases, otherwise };
      }
    }
  }

  private out(from: number, to: number): number {
    return this.blocks.length + this.outs.push({ from, to }) - 1;
  }

  private leave({ from, to }: { readonly from: number; readonly to: number }): void {
    const { host } = this;
    const { body } = this.state;
    this.state.storeRegisters(this.use.dirtyAtEnd[from]!);
    if (to < 0) {
      this.jumped();
      return;
    }
    this.state.giveCredit(() => body.i32(to));
    const last = this.blocks[from]!.to - 1;
    if (host.functionOf(to) !== host.functionOf(last)) {
      body.i32(to).i32(0).get(this.state.credit).call(this.state.imported["onJump"]!);
    }
    body.i32(to).op(wasm.return);
  }

  /** Leaves by a register's jump to `row`. */
  private jumped(): void {
    const { body } = this.state;
    this.state.giveCredit(() => body.get(this.state.row));
    body.get(this.state.row).i32(1).get(this.state.credit).call(this.state.imported["onJump"]!);
    body.get(this.state.row).op(wasm.return);
  }

  // --- blocks --------------------------------------------------------------------------------------------

  private block(i: number, asks: boolean): void {
    const { host } = this;
    const { body, credit } = this.state;
    const block = this.blocks[i]!;
    const { from, to, end } = block;
    this.current = block;
    if (asks) this.ask(i, from);
    const counter = host.counter(from, to);
    body.i32(0).i32(0).memory(wasm.i64Load, counter).i64(1).op(wasm.i64Add).memory(wasm.i64Store, counter);
    body
      .get(credit)
      .i32(to - from)
      .op(wasm.i32Sub)
      .set(credit);
    const last = to - 1;
    const isJump = end.kind !== "goto" || host.program.op[last] === op.jal;
    this.at.used.clear();
    for (let row = from; row < (isJump ? last : to); row++) {
      writeRow(this.at, row);
      if (host.program.rd[row] === sp && this.usesStack && this.needsStack(block, row))
        this.moveStack(i, row);
    }
    switch (end.kind) {
      case "goto":
        return;
      case "branch":
        writeCondition(this.at, last);
        return;
      case "call":
        this.call(i, last, end.target, end.after);
        return;
      case "computed": {
        this.target(last);
        if (end.targets.length > 0) {
          body.get(this.state.row).i32(lowest(end.targets)).op(wasm.i32Sub).set(this.state.chosen);
          return;
        }
        this.state.storeRegisters(this.use.dirtyAtEnd[i]!);
        this.jumped();
      }
    }
  }

  private ask(i: number, row: number): void {
    const { body } = this.state;
    body.get(this.state.credit).i32(0).op(wasm.i32LtS).open(wasm.if);
    this.state.storeRegisters(this.use.dirty[i]!);
    this.state.giveCredit(() => body.i32(row));
    body.i32(row).call(this.state.imported["refuel"]!).open(wasm.if);
    body.i32(-1).op(wasm.return).end();
    this.state.takeCredit(() => body.i32(row));
    body.end();
  }

  /** row := where a register's jump goes. */
  private target(last: number): void {
    const { body, address } = this.state;
    const { rs1, imm } = this.host.program;
    if (rs1[last] === 0) body.i64(0);
    else body.get(rs1[last]!);
    body.i64(imm[last]!).op(wasm.i64Add).i64(-2).op(wasm.i64And).tee(address);
    this.state.load(wasm.i64Load, place.base).op(wasm.i64Sub).i64(2).op(wasm.i64Rotr);
    this.state.load(wasm.i64Load32U, place.length).op(wasm.i64GeU).open(wasm.if);
    body
      .i32(last)
      .get(this.state.credit)
      .get(address)
      .call(this.state.imported["jumpFails"]!)
      .op(wasm.unreachable)
      .end();
    body.get(address);
    this.state
      .load(wasm.i64Load, place.base)
      .op(wasm.i64Sub)
      .i64(2)
      .op(wasm.i64ShrU)
      .op(wasm.i32WrapI64)
      .set(this.state.row);
  }

  private call(i: number, last: number, target: number, after: number): void {
    const { host } = this;
    const { body, row } = this.state;
    const { program } = host;
    const to = (): FunctionBody => (target < 0 ? body.get(row) : body.i32(target));
    if (target < 0) this.target(last);
    body.i64(BigInt(program.base + 4 * (last + 1))).set(program.rd[last]!);
    this.state.storeRegisters(this.use.dirtyAtEnd[i]!);
    this.state.giveCredit(to);
    to()
      .i32(last + 1)
      .get(this.state.credit)
      .call(this.state.imported["onCall"]!);
    if (after < 0) {
      to().op(wasm.return);
      return;
    }
    this.state.load(wasm.i32Load, place.depth).i32(mostDepth).op(wasm.i32GeU).open(wasm.if);
    to().op(wasm.return).end();
    this.deeper(1);
    to()
      .i32(last + 1)
      .call(this.state.imported["enter"]!)
      .set(row);
    this.deeper(-1);
    body.get(row).i32(0).op(wasm.i32LtS).open(wasm.if);
    body.get(row).op(wasm.return).end();
    this.comeIn(last + 1, this.use.live[after]!);
  }

  /** All state is in memory, a row is next: takes what the region holds in locals. */
  private comeIn(row: number, live: number): void {
    const { at } = this;
    const { body } = this.state;
    if (this.usesStack) {
      // The interpreter's, where the stack is not where a stack is.
      this.state.load(wasm.i64Load, place.registers + 8 * sp);
      writeStackCheck(at);
      body.open(wasm.if);
      body
        .i32(row | refused)
        .op(wasm.return)
        .end();
    }
    this.state.takeCredit(() => body.i32(row));
    if (this.state.usesMemory) this.state.load(wasm.i32Load, place.chunk).set(at.chunk);
    this.state.loadRegisters(live);
  }

  /** Is the stack pointer, which a row of the block changed, used by what may follow? */
  private needsStack({ to, end }: Block, row: number): boolean {
    const { rd } = this.host.program;
    for (let next = row + 1; next < to; next++) {
      if (this.accesses(next, next + 1, sp)) return true;
      if (rd[next] === sp) return false;
    }
    return (
      end.kind === "goto" || end.kind === "branch" || (end.kind === "computed" && end.targets.length > 0)
    );
  }

  /** The stack pointer has changed: where it is not where a stack is, the next row is the interpreter's. */
  private moveStack(i: number, row: number): void {
    const { host, use } = this;
    const { body } = this.state;
    const { from, to } = this.blocks[i]!;
    body.get(sp);
    writeStackCheck(this.at);
    body.open(wasm.if);
    this.state.storeRegisters(use.dirty[i]! | writtenIn(host.program, from, row + 1));
    this.state.giveCredit(() => body.i32(to));
    // The rest of the block does not run.
    this.state.add(place.diff + 4 * (row + 1), -1);
    this.state.add(place.diff + 4 * to, 1);
    body
      .i32((row + 1) | refused)
      .op(wasm.return)
      .end();
  }

  /** Does a row load or store by this register? -1: by any. */
  private accesses(from: number, to: number, base: number): boolean {
    const { op: ops, rs1 } = this.host.program;
    for (let row = from; row < to; row++)
      if (ops[row]! >= op.lb && ops[row]! <= op.sd && (base < 0 || rs1[row] === base)) return true;
    return false;
  }

  private deeper(by: number): void {
    this.state.add(place.depth, by);
  }
}

function lowest(targets: readonly Exit[]): number {
  return Math.min(...targets.map(({ row }) => row));
}
