import { op } from "../../../../wasm/functionBody";
import { flow, from, to } from "../microProgram";
import { code as operation } from "../operationCodes";
import { kind, RowState } from "./rowState";
import { none, table } from "./rowTables";

const jalrOpcode = 0x67;
const noJump = 255;

/** Writes what an instruction's one step is, as `PlainLowering` does, into the locals; all others are the host's. */
export class RowDecoder extends RowState {
  /** Labels. */
  private host = 0;
  private decoded = 0;

  /** `host`: the label behind which the host fills the row instead. */
  decode(host: number): void {
    const { body } = this;
    this.host = host;
    for (const local of [this.a, this.aLo, this.aHi, this.b, this.bLo, this.bHi, this.store, this.storeTo])
      body.i32(0).set(local);
    for (const local of [this.link, this.computed, this.offset, this.flow, this.kind]) body.i32(0).set(local);
    body.i32(8).set(this.width).i32(noJump).tee(this.jumpRs1).set(this.jumpRd);
    body.get(this.pc).i32(4).op(op.i32Add).tee(this.nextPc).set(this.takenPc);
    this.bits(7, 31).set(this.rd);
    this.bits(12, 7).set(this.funct3);
    this.bits(15, 31).set(this.rs1);
    this.bits(20, 31).set(this.rs2);
    this.decoded = body.open(op.block);
    const cases: readonly (readonly [number, () => void])[] = [
      [0x13, () => this.immediates()],
      [0x1b, () => this.wordImmediates()],
      [0x33, () => this.registers(table.registers)],
      [0x3b, () => this.registers(table.words)],
      [0x03, () => this.loads()],
      [0x23, () => this.stores()],
      [0x63, () => this.branches()],
      [0x37, () => this.upper()],
      [0x17, () => this.upperAddress()],
      [0x6f, () => this.jal()],
      [jalrOpcode, () => this.jalr()],
    ];
    const labels = new Array<number>(32).fill(this.host);
    for (const [opcode] of [...cases].reverse()) labels[opcode >> 2] = body.open(op.block);
    this.bits(2, 31).brTable(labels, this.host);
    for (const [, write] of cases) {
      body.end();
      write();
      body.br(this.decoded);
    }
    body.end();
  }

  private immediates(): void {
    const { body } = this;
    this.arithmetic(20).set(this.value);
    this.isShift().open(op.if);
    this.shift(26, 16, table.registers);
    // Six bits say how far.
    body.get(this.bLo);
    this.bits(20, 32).op(op.i32Or).set(this.bLo);
    body.else();
    this.operation(table.immediates);
    this.isOp(operation.add).open(op.if);
    // a. To x0: nothing but what it reads.
    body.get(this.rd).op(op.i32Eqz).open(op.if);
    this.setOp(operation.flag);
    this.fromRegister();
    body.get(this.rs1).open(op.if);
    this.immediate();
    body.end();
    body.br(this.decoded).end();
    // b. A register, or a number, and 0.
    body.get(this.value).op(op.i32Eqz).get(this.rs1).i32(0).op(op.i32Ne).op(op.i32And).open(op.if);
    this.copyOf(this.rs1);
    body.br(this.decoded).end();
    body.end();
    this.isOp(operation.add);
    this.isOp(operation.or).op(op.i32Or);
    this.isOp(operation.xor).op(op.i32Or);
    body.get(this.rs1).op(op.i32Eqz).op(op.i32And).open(op.if);
    this.setOp(operation.copyb);
    body.else();
    this.fromRegister();
    body.end();
    this.immediate();
    body.end();
    this.toRegister();
  }

  private wordImmediates(): void {
    const { body } = this;
    this.arithmetic(20).set(this.value);
    body.get(this.funct3).open(op.if);
    this.isShift().op(op.i32Eqz).brIf(this.host);
    this.shift(25, 32, table.words);
    body.else();
    body.get(this.rd).get(this.rs1).op(op.i32Or).get(this.value).op(op.i32Or).op(op.i32Eqz).open(op.if);
    this.setOp(operation.flag);
    body.br(this.decoded).end();
    this.setOp(operation.addW);
    this.fromRegister();
    this.immediate();
    body.end();
    this.toRegister();
  }

  /** A shift by the number in rs2; `arithmetic` stands above it where sign bits come in, from `bit` on. */
  private shift(bit: number, arithmetic: number, at: number): void {
    const { body } = this;
    this.bits(bit, -1).tee(this.high).open(op.if);
    body.get(this.high).i32(arithmetic).op(op.i32Ne).get(this.funct3).i32(1).op(op.i32Eq).op(op.i32Or);
    body.brIf(this.host);
    body.i32(16).set(this.high).end();
    body.get(this.funct3).get(this.high).op(op.i32Add);
    body.memory(op.i32Load8U, this.at.tables + at).set(this.op);
    this.fromRegister();
    body.get(this.rs2).set(this.bLo);
  }

  private registers(at: number): void {
    const { body } = this;
    this.bits(25, -1).tee(this.high).i32(32).op(op.i32Eq).open(op.if);
    body.i32(2).set(this.high).else();
    body.get(this.high).i32(1).op(op.i32GtU).brIf(this.host).end();
    body.get(this.high).i32(3).op(op.i32Shl).get(this.funct3).op(op.i32Add);
    body
      .memory(op.i32Load8U, this.at.tables + at)
      .tee(this.op)
      .i32(none)
      .op(op.i32Eq)
      .brIf(this.host);
    if (at === table.registers) {
      this.isOp(operation.add);
      this.isOp(operation.or).op(op.i32Or).open(op.if);
      for (const [zero, other] of [
        [this.rs1, this.rs2],
        [this.rs2, this.rs1],
      ] as const) {
        body.get(zero).op(op.i32Eqz).open(op.if);
        this.copyOf(other);
        body.br(this.decoded).end();
      }
      body.end();
    }
    this.fromRegister();
    this.second(this.rs2);
    this.toRegister();
  }

  private loads(): void {
    const { body, at } = this;
    body.get(this.funct3).i32(7).op(op.i32Eq).brIf(this.host);
    this.operation(table.loads);
    this.fromRegister();
    body.i32(from.ind).set(this.b);
    this.arithmetic(20).set(this.bLo);
    body
      .get(this.funct3)
      .memory(op.i32Load8U, at.tables + table.widths)
      .set(this.width);
    this.toRegister();
    body.i32(kind.load).set(this.kind);
  }

  private stores(): void {
    const { body } = this;
    body.get(this.funct3).i32(3).op(op.i32GtU).brIf(this.host);
    this.setOp(operation.copyb);
    this.fromRegister();
    this.second(this.rs2);
    body.i32(1).get(this.funct3).op(op.i32Shl).set(this.width);
    body.i32(to.ind).set(this.store);
    this.arithmetic(25).i32(5).op(op.i32Shl).get(this.rd).op(op.i32Or).set(this.storeTo);
    body.i32(kind.store).set(this.kind);
  }

  private branches(): void {
    const { body } = this;
    this.operation(table.branches);
    this.isOp(none).brIf(this.host);
    this.fromRegister();
    this.second(this.rs2);
    body.get(this.pc);
    this.arithmetic(31).i32(12).op(op.i32Shl);
    body.get(this.code).i32(4).op(op.i32Shl).i32(0x800).op(op.i32And).op(op.i32Or);
    this.bits(20, 0x7e0).op(op.i32Or);
    this.bits(7, 0x1e).op(op.i32Or).op(op.i32Add).set(this.value);
    body.get(this.funct3).i32(1).op(op.i32And).open(op.if);
    body.get(this.value).set(this.nextPc).else().get(this.value).set(this.takenPc).end();
    body.i32(kind.branch).set(this.kind);
  }

  private upper(): void {
    this.setOp(operation.copyb);
    this.upperBits().set(this.value);
    this.immediate();
    this.toRegister();
  }

  /** Alone, or one step with the `jalr` behind it. */
  private upperAddress(): void {
    const { body, at } = this;
    this.setOp(operation.copyb);
    this.toRegister();
    body.get(this.pc).op(op.i64ExtendI32U);
    this.upperBits().op(op.i64ExtendI32S).op(op.i64Add).set(this.wide);
    body.get(this.pc).i32(at.code.address).op(op.i32Sub).tee(this.value);
    const isLast = Math.max(0, at.code.length - 7);
    body.i32(isLast).op(op.i32LtU).open(op.if);
    body
      .get(this.value)
      .memory(op.i32Load, at.code.at + 4)
      .tee(this.behind);
    body.i32(0x7f).op(op.i32And).i32(jalrOpcode).op(op.i32Eq);
    body.get(this.rd).i32(0).op(op.i32Ne).op(op.i32And);
    this.bits(15, 31, this.behind).get(this.rd).op(op.i32Eq).op(op.i32And);
    this.bits(7, 31, this.behind).tee(this.high).get(this.rd).op(op.i32Eq);
    body.get(this.high).op(op.i32Eqz).op(op.i32Or).op(op.i32And).open(op.if);
    // Where it leads lies in the code, or it was not laid out as one step.
    body.get(this.wide).op(op.i32WrapI64);
    this.arithmetic(20, this.behind).op(op.i32Add).i32(-2).op(op.i32And).tee(this.nextPc).set(this.takenPc);
    body.get(this.rd).set(this.jumpRs1).get(this.high).set(this.jumpRd);
    body.i32(kind.jump).set(this.kind);
    body.get(this.high).open(op.if);
    body.i32(flow.call).set(this.flow);
    body.get(this.pc).op(op.i64ExtendI32U).i64(8).op(op.i64Add).set(this.wide);
    body.end().end().end();
    body.get(this.wide).op(op.i32WrapI64).set(this.bLo);
    body.get(this.wide).i64(32).op(op.i64ShrS).op(op.i32WrapI64).set(this.bHi);
  }

  private jal(): void {
    const { body } = this;
    this.setOp(operation.flag);
    this.toRegister();
    body.get(this.pc);
    this.arithmetic(31).i32(20).op(op.i32Shl);
    body.get(this.code).i32(0xff000).op(op.i32And).op(op.i32Or);
    this.bits(9, 0x800).op(op.i32Or);
    this.bits(20, 0x7fe).op(op.i32Or).op(op.i32Add).tee(this.nextPc).set(this.takenPc);
    body.get(this.rd).tee(this.jumpRs1).set(this.jumpRd);
    body.i32(kind.jump).set(this.kind);
    body.get(this.rd).open(op.if);
    this.links();
    body.end();
  }

  private jalr(): void {
    const { body } = this;
    // An odd offset takes two steps.
    this.bits(20, 1).brIf(this.host);
    this.setOp(operation.and);
    body.i32(-2).set(this.aLo).i32(-1).set(this.aHi);
    this.second(this.rs1);
    this.toRegister();
    body.i32(1).set(this.computed);
    this.arithmetic(20).set(this.offset);
    body.get(this.rs1).set(this.jumpRs1).get(this.rd).set(this.jumpRd);
    body.i32(kind.computed).set(this.kind).i32(flow.jump).set(this.flow);
    body.get(this.rd).open(op.if);
    this.links();
    body.end();
  }

  private links(): void {
    this.body.get(this.pc).i32(4).op(op.i32Add).set(this.link).i32(flow.call).set(this.flow);
  }

  private copyOf(register: number): void {
    this.setOp(operation.copyb);
    this.second(register);
    this.toRegister();
  }

  private fromRegister(): void {
    this.isNot0(this.rs1).set(this.a);
    this.body.get(this.rs1).set(this.aLo);
  }

  private second(register: number): void {
    this.isNot0(register).set(this.b);
    this.body.get(register).set(this.bLo);
  }

  private toRegister(): void {
    this.isNot0(this.rd).set(this.store);
    this.body.get(this.rd).set(this.storeTo);
  }

  private immediate(): void {
    this.body.get(this.value).tee(this.bLo).i32(31).op(op.i32ShrS).set(this.bHi);
  }
}
