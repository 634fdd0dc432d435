import { FunctionBody, op } from "../../../../wasm/functionBody";
import { i32, i64 } from "../../../../wasm/wasmModule";
import type { RowPlaces } from "./placeRows";

/** How the step of an instruction goes on. */
export const kind = { plain: 0, load: 1, store: 2, branch: 3, jump: 4, computed: 5 } as const;

/** The locals of `fill` while it is written: a row, its instruction, and the columns that it is to have. */
export class RowState {
  readonly body = new FunctionBody(1);
  readonly record = 0;
  readonly row = this.word();
  /** The row times four. */
  readonly row4 = this.word();
  readonly pc = this.word();
  readonly code = this.word();
  readonly behind = this.word();
  readonly rd = this.word();
  readonly funct3 = this.word();
  readonly rs1 = this.word();
  readonly rs2 = this.word();
  readonly value = this.word();
  readonly high = this.word();
  readonly kind = this.word();
  readonly handler = this.word();
  readonly stays = this.word();
  readonly wide = this.body.local(i64);
  /** The columns of the row, by their names. */
  readonly op = this.word();
  readonly a = this.word();
  readonly aLo = this.word();
  readonly aHi = this.word();
  readonly b = this.word();
  readonly bLo = this.word();
  readonly bHi = this.word();
  readonly width = this.word();
  readonly store = this.word();
  readonly storeTo = this.word();
  readonly link = this.word();
  readonly next = this.word();
  readonly taken = this.word();
  readonly nextPc = this.word();
  readonly takenPc = this.word();
  readonly computed = this.word();
  readonly offset = this.word();
  readonly flow = this.word();
  readonly jumpRs1 = this.word();
  readonly jumpRd = this.word();

  constructor(readonly at: RowPlaces) {}

  operation(at: number): void {
    const tables = this.at.tables + at;
    this.body.get(this.funct3).memory(op.i32Load8U, tables).set(this.op);
  }

  setOp(code: number): void {
    this.body.i32(code).set(this.op);
  }

  isOp(code: number): FunctionBody {
    return this.body.get(this.op).i32(code).op(op.i32Eq);
  }

  isShift(): FunctionBody {
    return this.body.get(this.funct3).i32(3).op(op.i32And).i32(1).op(op.i32Eq);
  }

  /** 1, which is `from.reg` and `to.reg`, for all registers but x0. */
  isNot0(register: number): FunctionBody {
    return this.body.get(register).i32(0).op(op.i32Ne);
  }

  bits(from: number, mask: number, word = this.code): FunctionBody {
    this.body.get(word).i32(from).op(op.i32ShrU);
    return mask === -1 ? this.body : this.body.i32(mask).op(op.i32And);
  }

  arithmetic(from: number, word = this.code): FunctionBody {
    return this.body.get(word).i32(from).op(op.i32ShrS);
  }

  upperBits(): FunctionBody {
    return this.body.get(this.code).i32(-4096).op(op.i32And);
  }

  private word(): number {
    return this.body.local(i32);
  }
}
