import type { OperandBox } from "../../../wasm/frequent";
import { writeMembership } from "../../../wasm/frequent";
import { FunctionBody } from "../../../../wasm/functionBody";
import { constant, type Operand } from "../../../wasm/operand";
import { classPrices } from "../memoryClasses";
import { from, to, type MicroProgram } from "../microProgram";
import type { OpRow, ZiskModel } from "../model";
import { classOf, type Width } from "./access";

/** Numbers of the classes that accesses to the stack and to other RAM are expected to have. */
const stackClass = 0;
export const heapClass = 4;

/** What translated code expects steps to cost: a block pays that at once, and each step corrects it. */
export class StepCosts {
  private readonly ops: readonly (OpRow | undefined)[];
  private readonly boxes: readonly (readonly OperandBox[])[];
  private readonly prices: Float64Array;

  /** `averageCost`: what the operation of a row has cost so far, on average. */
  constructor(
    private readonly program: MicroProgram,
    private readonly model: ZiskModel,
    private readonly averageCost: (row: number) => number,
  ) {
    const ops: (OpRow | undefined)[] = [];
    const boxes: OperandBox[][] = [];
    const code = new Map<string, number>();
    for (const op of model.ops) {
      ops[op.code] = op;
      boxes[op.code] = [];
      code.set(op.name, op.code);
    }
    for (const box of model.frops) boxes[code.get(box.op)!]!.push(box);
    this.ops = ops;
    this.boxes = boxes;
    this.prices = classPrices(model.memory);
  }

  operation(row: number): OpRow {
    return this.ops[this.program.op[row]!]!;
  }

  boxesOf(operation: OpRow): readonly OperandBox[] {
    return this.boxes[operation.code]!;
  }

  /** Of all steps of a block together. */
  ofBlock(rows: readonly number[]): number {
    let sum = rows.length * this.model.main;
    for (const row of rows) sum += this.ofOperation(row) + this.ofMemory(row);
    return sum;
  }

  /** Of the operation, if its operands are not frequent: nothing if they always are. */
  ofOperation(row: number): number {
    const operation = this.operation(row);
    if (operation.cost > 0 && this.isAlwaysFrequent(row, operation)) return 0;
    return this.mayBeCheap(row) && !this.expectsDear(row) ? this.model.cheapAdd : operation.cost;
  }

  /** True for an `add` whose cost depends on its operands. */
  mayBeCheap(row: number): boolean {
    const { program } = this;
    if (this.operation(row).name !== "add") return false;
    return program.b[row] !== from.imm || program.bHi[row] === 0 || program.bHi[row] === -1;
  }

  /** True for an `add` that mostly was not cheap. */
  expectsDear(row: number): boolean {
    return 2 * this.averageCost(row) > this.model.cheapAdd + this.operation(row).cost;
  }

  /** What an `add` costs more if it is not cheap. */
  get dearer(): number {
    return this.ops.find((op) => op?.name === "add")!.cost - this.model.cheapAdd;
  }

  /** The class that an access by a register, or by none, is expected to have. Only the speed depends on it. */
  expectedClass(register: number | null): number {
    return register === stackPointer || register === framePointer ? stackClass : heapClass;
  }

  priceOf(width: Width, isStore: boolean, number: number): number {
    return this.prices[classOf(width, isStore, number)]!;
  }

  /** Register that a step's memory operand is relative to; null for a fixed address. */
  baseOf(row: number): number | null {
    return this.program.a[row] === from.reg ? this.program.aLo[row]! : null;
  }

  private ofMemory(row: number): number {
    const { program } = this;
    const width = program.width[row] as Width;
    const word = this.priceOf(8, false, heapClass);
    let sum = 0;
    if (program.a[row] === from.mem) sum += word;
    if (program.b[row] === from.mem) sum += word;
    const number = this.expectedClass(this.baseOf(row));
    if (program.b[row] === from.ind) sum += this.priceOf(width, false, number);
    if (program.store[row] === to.ind) sum += this.priceOf(width, true, number);
    if (program.store[row] === to.mem) sum += this.priceOf(8, true, heapClass);
    return sum;
  }

  private isAlwaysFrequent(row: number, operation: OpRow): boolean {
    const { program } = this;
    if (program.a[row] !== from.imm || program.b[row] !== from.imm) return false;
    const a = immediate(program.aLo[row]!, program.aHi[row]!);
    const b = immediate(program.bLo[row]!, program.bHi[row]!);
    return writeMembership(new FunctionBody(0), this.boxesOf(operation), a, b) === "always";
  }
}

const stackPointer = 2;
const framePointer = 8;

export function immediate(lo: number, hi: number): Operand {
  return constant((BigInt(hi) << 32n) | BigInt(lo >>> 0));
}
