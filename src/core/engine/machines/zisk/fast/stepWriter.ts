import { operationWriters } from "../../../wasm/arithmetic";
import { writeMembership } from "../../../wasm/frequent";
import { op } from "../../../../wasm/functionBody";
import { constant, local, push, type Operand } from "../../../wasm/operand";
import { from, to, type MicroProgram } from "../microProgram";
import type { OpRow } from "../model";
import type { Width } from "./access";
import type { Access, AccessWriter } from "./accessWriter";
import type { Counters, Site } from "./counters";
import type { RegionState } from "./regionState";
import { immediate, type StepCosts } from "./stepCosts";

const branches: Readonly<Record<string, number>> = { eq: op.i64Eq, lt: op.i64LtS, ltu: op.i64LtU };

/** Writes the steps of blocks, in the order in which the machine does them: operands, operation, statistics, store. */
export class StepWriter {
  /** Rows and counter of the block that is written. */
  private rows: readonly number[] = [];
  private block = 0;

  constructor(
    private readonly program: MicroProgram,
    private readonly state: RegionState,
    private readonly costs: StepCosts,
    private readonly access: AccessWriter,
    private readonly counters: Counters,
    private readonly sites: Site[],
  ) {}

  /** All steps of a block. `isBranch`: the last one leaves its condition on the stack. */
  write(rows: readonly number[], block: number, isBranch: boolean): void {
    this.rows = rows;
    this.block = block;
    for (let at = 0; at < rows.length; at++) this.step(rows[at]!, at, isBranch && at === rows.length - 1);
  }

  private step(row: number, at: number, isCondition: boolean): void {
    const { program } = this;
    const { body, last } = this.state;
    const operation = this.costs.operation(row);
    const a = this.left(row, at);
    const b = this.right(row, at, a);
    const write = operationWriters[operation.name];
    if (isCondition) {
      this.frequency(row, operation, a, b);
      push(body, a);
      push(body, b).op(branches[operation.name]!);
      return;
    }
    if (write === undefined) this.special(at, a, b);
    else if (operation.name === "copyb" && program.store[row] === to.reg && !this.isRead(row, at)) {
      // A plain copy needs no detour.
      if (program.link[row] === 0) push(body, b).set(this.state.register(program.storeTo[row]!));
      else this.store(row, at, a);
      return;
    } else {
      if (this.isRead(row, at) || program.store[row] === to.reg || operation.name === "add") {
        write(body, a, b);
        body.set(last);
      }
      this.frequency(row, operation, a, b);
    }
    this.store(row, at, a);
  }

  /** Is c used by more than a store into a register? */
  private isRead(row: number, at: number): boolean {
    const { program } = this;
    const next = this.rows[at + 1];
    const byNext = next !== undefined && (program.a[next] === from.last || program.b[next] === from.last);
    const store = program.store[row];
    return byNext || program.computed[row] === 1 || store === to.ind || store === to.mem;
  }

  /** An accelerator, a hint, a tag or a halt: the host runs it. */
  private special(at: number, a: Operand, b: Operand): void {
    const { body, last } = this.state;
    this.state.storeTotals();
    body.i32(this.sites.push({ rows: this.rows, at }) - 1);
    push(body, a);
    push(body, b);
    this.state.call("special").set(last);
  }

  // --- operands and store --------------------------------------------------------------------------------

  private left(row: number, at: number): Operand {
    const { aLo, aHi } = this.program;
    const { body, last, left } = this.state;
    switch (this.program.a[row]) {
      case from.imm:
        return immediate(aLo[row]!, aHi[row]!);
      case from.reg:
        return this.register(aLo[row]!);
      case from.last:
        // The step sets c before a is read for the last time.
        body.get(last).set(left);
        return local(left);
      default:
        this.access.load(this.word(row, at, aLo[row]!));
        body.set(left);
        return local(left);
    }
  }

  private right(row: number, at: number, a: Operand): Operand {
    const { bLo, bHi } = this.program;
    const { body, last, right } = this.state;
    switch (this.program.b[row]) {
      case from.imm:
        return immediate(bLo[row]!, bHi[row]!);
      case from.reg:
        return this.register(bLo[row]!);
      case from.last:
        body.get(last).set(right);
        return local(right);
      case from.ind:
        this.access.load(this.relative(row, at, a, bLo[row]!));
        break;
      default:
        this.access.load(this.word(row, at, bLo[row]!));
    }
    body.set(right);
    return local(right);
  }

  private store(row: number, at: number, a: Operand): void {
    const { program } = this;
    const { body, last } = this.state;
    const target = program.storeTo[row]!;
    switch (program.store[row]) {
      case to.reg: {
        const link = program.link[row]!;
        if (link === 0) body.get(last);
        else body.i64(BigInt(link));
        body.set(this.state.register(target));
        return;
      }
      case to.ind:
        this.access.store(this.relative(row, at, a, target));
        return;
      case to.mem:
        this.access.store(this.word(row, at, target));
    }
  }

  private register(register: number): Operand {
    return register === 0 ? constant(0n) : local(this.state.register(register));
  }

  /** The word at a fixed address. */
  private word(row: number, at: number, address: number): Access {
    return {
      row,
      base: constant(BigInt(address >>> 0)),
      register: null,
      offset: 0,
      width: 8,
      site: { rows: this.rows, at },
      block: this.block,
    };
  }

  private relative(row: number, at: number, base: Operand, offset: number): Access {
    return {
      row,
      base,
      register: this.costs.baseOf(row),
      offset,
      width: this.program.width[row] as Width,
      site: { rows: this.rows, at },
      block: this.block,
    };
  }

  // --- statistics ----------------------------------------------------------------------------------------

  /** Counts frequent operands, and an `add` that is not as cheap or dear as expected. */
  private frequency(row: number, operation: OpRow, a: Operand, b: Operand): void {
    const { state, costs } = this;
    const varies = costs.mayBeCheap(row);
    const membership = writeMembership(state.body, costs.boxesOf(operation), a, b);
    if (membership === "never") {
      if (varies) this.exception(row, a, b, null);
      return;
    }
    const hits = this.counters.add({ kind: "frequent", row });
    if (membership === "always") {
      // The block expects no cost of it.
      state.increment(hits);
      return;
    }
    state.body.open(op.if);
    state.increment(hits);
    state.charge(-costs.ofOperation(row));
    if (varies) {
      state.body.else();
      this.exception(row, a, b, hits);
    }
    state.body.end();
  }

  /** Counts an `add` that is cheap where it mostly is not, or the other way round. */
  private exception(row: number, a: Operand, b: Operand, hits: number | null): void {
    const { state, costs } = this;
    const { body, last } = state;
    // Cheap: a and c below 2^32, b below it or from −2^32 on.
    push(body, a).i64(32).op(op.i64ShrU).get(last).i64(32).op(op.i64ShrU).op(op.i64Or).op(op.i64Eqz);
    if (b.kind === "local")
      push(body, b).i64(32).op(op.i64ShrS).i64(1).op(op.i64Add).i64(1).op(op.i64LeU).op(op.i32And);
    const isCheap = costs.expectsDear(row);
    if (!isCheap) body.op(op.i32Eqz);
    body.open(op.if);
    state.increment(
      this.counters.add(
        isCheap ? { kind: "cheap", row, rows: this.rows, block: this.block, hits } : { kind: "dear", row },
      ),
    );
    state.charge(isCheap ? -costs.dearer : costs.dearer);
    body.end();
  }
}
