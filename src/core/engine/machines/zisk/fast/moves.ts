import type { Followers } from "../followers";
import type { MicroProgram } from "../microProgram";
import type { ColdRecords } from "./coldRecords";
import type { SharedState } from "./sharedState";

/** Tells the call tree where WebAssembly goes. Fuel and cost are those left and spent at the jump. */
export class Moves {
  /** Row + 1 by (pc − codeStart) / 2; 0 not looked up. Returns ask all the time. */
  private readonly rows: Int32Array;

  constructor(
    private readonly program: MicroProgram,
    private readonly followers: Followers,
    private readonly state: SharedState,
    private readonly records: ColdRecords,
    private readonly codeStart: number,
    codeEnd: number,
  ) {
    this.rows = new Int32Array((codeEnd - codeStart) >> 1);
  }

  /** The row of the instruction at pc; -1 for none. */
  rowAt(pc: number): number {
    const at = (pc - this.codeStart) / 2;
    const known = this.rows[at];
    if (known === undefined) return this.program.rowOf(pc);
    if (known !== 0) return known - 1;
    const row = this.program.rowOf(pc);
    if (row >= 0) this.rows[at] = row + 1;
    return row;
  }

  /** A call to a place that was computed. */
  onCall(pc: number, back: number, fuel: number, cost: number): void {
    const row = this.rowAt(pc >>> 0);
    if (row >= 0) this.onKnownCall(row, back, fuel, cost);
  }

  onKnownCall(row: number, back: number, fuel: number, cost: number): void {
    const { followers } = this;
    const { tree } = followers;
    tree.settle(this.state.fuelEnd - fuel, cost);
    const fn = followers.functionOf(row);
    tree.call(fn, followers.isEntry(row, fn), back >>> 0, this.stackPointer());
  }

  onJump(pc: number, computed: number, fuel: number, cost: number): void {
    const row = this.rowAt(pc >>> 0);
    if (row >= 0) this.jump(row, pc >>> 0, computed, fuel, cost);
  }

  /** The same of interpreted code, which gives a record in place of a pc. */
  onColdCall(record: number, back: number, fuel: number, cost: number): void {
    this.onKnownCall(this.records.rowOf(record), back, fuel, cost);
  }

  onColdJump(record: number, computed: number, fuel: number, cost: number): void {
    const row = this.records.rowOf(record);
    this.jump(row, this.program.pc[row]!, computed, fuel, cost);
  }

  private jump(row: number, pc: number, computed: number, fuel: number, cost: number): void {
    const { followers } = this;
    const { tree } = followers;
    tree.settle(this.state.fuelEnd - fuel, cost);
    const fn = followers.functionOf(row);
    tree.jump(fn, followers.isEntry(row, fn), pc, computed === 1, this.stackPointer());
  }

  private stackPointer(): number {
    const { words } = this.state;
    return (words[5]! >>> 0) * 4294967296 + (words[4]! >>> 0);
  }
}
