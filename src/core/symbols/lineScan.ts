import { op } from "../wasm/functionBody";
import { f64, i32 } from "../wasm/wasmModule";
import { DebugBody, debugAt } from "./debugPlaces";

// A line program is a loop over a few hundred thousand bytes that runs once: as WebAssembly it is fast from its first
// byte on, where script takes longer to be compiled than to run.

/**
 * Runs the line program from `start` to `end` of the memory; `program` is its number, from 1 on. 0 where something stands in it that no compiler writes:
 * the program is to be run by hand then, from its start.
 */
export type LineScan = (
  start: number,
  end: number,
  minInstruction: number,
  lineBase: number,
  lineRange: number,
  opcodeBase: number,
  program: number,
) => 0 | 1;

/** Numbers of more than four bytes are left to the host. */
const mostShift = 28;
/** Bytes of the operations 0 to 12, two bits each, where a number takes one; 0 of those that are looked at. */
const stepBits = [0, 1, 2, 2, 2, 2, 1, 1, 1, 3, 1, 1, 2].reduce(
  (bits, size, i) => bits | (size << (2 * i)),
  0,
);
/** Operations that have bits. */
const stepped = 16;

/** The body of a `LineScan`, of seven parameters, beside functions that give the place of an address (`rankScan.ts`) and
 * that skip what the linker dropped. */
export function lineScan(placeOf: number, skip: number): DebugBody {
  return new ScanWriter(placeOf, skip).write();
}

/**
 * The body of a function of three parameters, where a program stands, where it ends and the number of standard
 * operations + 1, that steps over them and gives where one stands that is to be looked at: most sequences are of code
 * that the linker dropped, and of those only the end matters.
 */
export function skipScan(): DebugBody {
  const body = new DebugBody(3);
  const [pos, end, opcodeBase, value, bytes] = [0, 1, 2, body.local(i32), body.local(i32)];
  const looked = body.open(op.block);
  const each = body.open(op.loop);
  body.get(end).get(pos).op(op.i32Sub).i32(3).op(op.i32LtU).brIf(looked);
  body.get(pos).memory(op.i32Load16U).tee(value).i32(255).op(op.i32And).tee(bytes).get(opcodeBase);
  body.op(op.i32GeU).when().add(pos, 1).br(each).end();
  body.i32(stepBits).get(bytes).i32(1).op(op.i32Shl).op(op.i32ShrU).i32(3).op(op.i32And);
  body.tee(bytes).op(op.i32Eqz).brIf(looked);
  // A number of more bytes.
  body.get(bytes).i32(14).op(op.i32Shl).get(value).op(op.i32And).i32(0x8000).op(op.i32And).brIf(looked);
  body.get(pos).get(bytes).op(op.i32Add).set(pos).br(each).end().end();
  return body.get(pos);
}

class ScanWriter {
  private readonly body = new DebugBody(7);
  private readonly pos = 0;
  private readonly end = 1;
  private readonly minInstruction = 2;
  private readonly lineBase = 3;
  private readonly lineRange = 4;
  private readonly opcodeBase = 5;
  private readonly program = 6;
  private readonly opcode = this.body.local(i32);
  private readonly isEnd = this.body.local(i32);
  private readonly value = this.body.local(i32);
  private readonly byte = this.body.local(i32);
  private readonly shift = this.body.local(i32);
  private readonly behind = this.body.local(i32);
  private readonly line = this.body.local(i32);
  private readonly file = this.body.local(i32);
  private readonly rowLine = this.body.local(i32);
  private readonly rowFile = this.body.local(i32);
  private readonly place = this.body.local(i32);
  private readonly pending = this.body.local(i32);
  private readonly looks = this.body.local(i32);
  private readonly isOpen = this.body.local(i32);
  private readonly isCode = this.body.local(i32);
  private readonly isSkipped = this.body.local(i32);
  private readonly address = this.body.local(f64);
  private readonly rowAddress = this.body.local(f64);
  private readonly first = this.body.local(f64);
  /** The first address that is asked for from the row before on. */
  private readonly next = this.body.local(f64);
  private odd = 0;
  private again = 0;

  constructor(
    private readonly placeOf: number,
    private readonly skipped: number,
  ) {}

  write(): DebugBody {
    const { body } = this;
    body.i32(0).memory(op.i32Load, debugAt.looks).set(this.looks);
    body.i32(1).set(this.line).i32(1).set(this.file);
    this.odd = body.open(op.block);
    const done = body.open(op.block);
    this.again = body.open(op.loop);
    body.get(this.isSkipped).when().get(this.pos).get(this.end).get(this.opcodeBase).call(this.skipped);
    body.set(this.pos).end();
    body.get(this.pos).get(this.end).op(op.i32GeU).brIf(done);
    this.take(this.opcode);
    body.i32(0).set(this.isEnd);
    const row = body.open(op.block);
    this.operation(row);
    body.end();
    this.row();
    body.br(this.again).end().end();
    this.keepLooks().i32(1).op(op.return).end();
    return this.keepLooks().i32(0);
  }

  private keepLooks(): DebugBody {
    return this.body.i32(0).get(this.looks).memory(op.i32Store, debugAt.looks);
  }

  /** One operation: goes to `row` where it makes one or ends the sequence, else on. */
  private operation(row: number): void {
    const { body, again } = this;
    const standard = body.open(op.block);
    body.get(this.opcode).get(this.opcodeBase).op(op.i32LtU).brIf(standard);
    body.get(this.opcode).get(this.opcodeBase).op(op.i32Sub).tee(this.value);
    body.get(this.lineRange).op(op.i32DivU).set(this.byte);
    this.advance(() => body.get(this.byte).get(this.minInstruction).op(op.i32Mul));
    body.get(this.line).get(this.lineBase).op(op.i32Add).get(this.value).op(op.i32Add);
    body.get(this.byte).get(this.lineRange).op(op.i32Mul).op(op.i32Sub).set(this.line).br(row).end();

    const other = body.open(op.block);
    const fixed = body.open(op.block);
    const constant = body.open(op.block);
    const column = body.open(op.block);
    const file = body.open(op.block);
    const line = body.open(op.block);
    const address = body.open(op.block);
    const extended = body.open(op.block);
    const table = [extended, row, address, line, file, column, again, again, constant, fixed, again, again];
    body.get(this.opcode).brTable(table, other).end();
    this.extended(row);
    body.end();
    this.leb(false);
    this.advance(() => body.get(this.value).get(this.minInstruction).op(op.i32Mul));
    body.br(again).end();
    this.leb(true);
    body.get(this.line).get(this.value).op(op.i32Add).set(this.line).br(again).end();
    this.leb(false);
    body.get(this.value).set(this.file).br(again).end();
    this.leb(false);
    body.br(again).end();
    this.advance(() => {
      body.i32(255).get(this.opcodeBase).op(op.i32Sub).get(this.lineRange).op(op.i32DivU);
      body.get(this.minInstruction).op(op.i32Mul);
    });
    body.br(again).end();
    this.need(2);
    this.advance(() => body.get(this.pos).memory(op.i32Load16U));
    body.get(this.pos).i32(2).op(op.i32Add).set(this.pos).br(again).end();
    // An operation of a later version: as many numbers as the header says.
    body
      .get(this.opcode)
      .memory(op.i32Load8U, debugAt.lengths - 1)
      .set(this.behind);
    const numbers = body.open(op.loop);
    body.get(this.behind).op(op.i32Eqz).brIf(again);
    this.leb(false);
    body.get(this.behind).i32(1).op(op.i32Sub).set(this.behind).br(numbers).end();
  }

  private extended(row: number): void {
    const { body } = this;
    this.leb(false);
    body.get(this.value).op(op.i32Eqz).brIf(this.again);
    body.get(this.pos).get(this.value).op(op.i32Add).set(this.behind);
    this.take(this.opcode);
    const isOther = body.open(op.block);
    const isAddress = body.open(op.block);
    body.get(this.opcode).i32(2).op(op.i32Eq).brIf(isAddress);
    // A file's name, which none but hostile programs define here.
    body.get(this.opcode).i32(3).op(op.i32Eq).brIf(this.odd);
    body.get(this.opcode).i32(1).op(op.i32Ne).brIf(isOther);
    body.i32(1).set(this.isEnd).br(isOther).end();
    body.get(this.value).i32(9).op(op.i32Ne).brIf(this.odd);
    this.need(8);
    body.get(this.pos).memory(op.i32Load, 4).op(op.f64ConvertI32U).f64(4294967296).op(op.f64Mul);
    body.get(this.pos).memory(op.i32Load).op(op.f64ConvertI32U).op(op.f64Add).set(this.address);
    body.end();
    body.get(this.behind).get(this.end).get(this.behind).get(this.end).op(op.i32LtU).op(op.select);
    body.set(this.pos).get(this.isEnd).brIf(row).br(this.again);
  }

  /** What a row, or the end of a sequence, means for the addresses since the row before. */
  private row(): void {
    const { body, again } = this;
    const known = body.open(op.block);
    const fresh = body.open(op.block);
    body.get(this.isOpen).op(op.i32Eqz).brIf(fresh);
    const isNear = body.open(op.block);
    body.get(this.address).get(this.next).op(op.f64Gt).op(op.i32Eqz).brIf(isNear);
    this.put();
    body.br(known).end();
    // A sequence never goes back.
    body.get(this.isEnd).brIf(known);
    body.get(this.address).get(this.rowAddress).op(op.f64Lt).brIf(again).br(known).end();
    body.get(this.address).set(this.first).f64(Infinity).set(this.next);
    body.i32(1).set(this.isOpen).i32(0).set(this.isCode);
    body.get(this.isEnd).brIf(known);
    body.get(this.opcodeBase).i32(stepped).op(op.i32LeU).set(this.isSkipped);
    body.get(this.address).call(this.placeOf).tee(this.place).i32(0).op(op.i32LtS).brIf(known);
    body.i32(1).set(this.isCode).i32(0).set(this.isSkipped);
    this.bounded().set(this.next).end();

    const ends = body.open(op.block);
    body.get(this.isEnd).brIf(ends).get(this.address).set(this.rowAddress);
    body.get(this.line).set(this.rowLine).get(this.file).set(this.rowFile).br(again).end();
    const isEmpty = body.open(op.block);
    body.get(this.isCode).op(op.i32Eqz).brIf(isEmpty);
    body.get(this.address).get(this.first).op(op.f64Gt).op(op.i32Eqz).brIf(isEmpty);
    this.keepRows();
    body.end();
    body
      .i32(0)
      .tee(this.pending)
      .tee(this.isOpen)
      .tee(this.isSkipped)
      .set(this.isCode)
      .f64(0)
      .set(this.address);
    body.i32(1).tee(this.line).set(this.file);
  }

  /** Of several sequences that have an address the first counts. */
  private keepRows(): void {
    const { body, behind, value, pending } = this;
    body.keep(debugAt.found, () => body.i32(1));
    const all = body.open(op.block);
    const each = body.open(op.loop);
    body.get(pending).op(op.i32Eqz).brIf(all).add(pending, -1);
    this.pendingRow().tee(behind).memory(op.i32Load).i32(12).op(op.i32Mul).word("rows").op(op.i32Add);
    body.tee(value).memory(op.i32Load).brIf(each).get(value).get(this.program).memory(op.i32Store);
    for (const at of [4, 8]) body.get(value).get(behind).memory(op.i32Load, at).memory(op.i32Store, at);
    body.br(each).end().end();
  }

  private pendingRow(): DebugBody {
    return this.body.get(this.pending).i32(12).op(op.i32Mul).word("pending").op(op.i32Add);
  }

  /** The row before holds for the addresses below this one. */
  private put(): void {
    const { body } = this;
    const all = body.open(op.block);
    const each = body.open(op.loop);
    this.bounded().get(this.address).op(op.f64Lt).op(op.i32Eqz).brIf(all);
    for (const [i, local] of [this.place, this.rowFile, this.rowLine].entries()) {
      this.pendingRow()
        .get(local)
        .memory(op.i32Store, 4 * i);
    }
    for (const [local, by] of [
      [this.pending, 1],
      [this.place, 1],
      [this.looks, -1],
    ] as const)
      body.get(local).i32(by).op(op.i32Add).set(local);
    body.br(each).end().end();
    body.f64(Infinity);
    this.bounded();
    body.get(this.looks).i32(0).op(op.i32LtS).op(op.select).set(this.next);
  }

  /** The address at `place`. */
  private bounded(): DebugBody {
    return this.body.entry("bounded", this.place, 3).memory(op.f64Load);
  }

  /** What `push` pushes, an unsigned integer, is added to the address. */
  private advance(push: () => void): void {
    this.body.get(this.address);
    push();
    this.body.op(op.f64ConvertI32U).op(op.f64Add).set(this.address);
  }

  private need(bytes: number): void {
    const { body } = this;
    body.get(this.end).get(this.pos).op(op.i32Sub).i32(bytes).op(op.i32LtU).brIf(this.odd);
  }

  private take(local: number): void {
    const { body } = this;
    body.get(this.pos).get(this.end).op(op.i32GeU).brIf(this.odd);
    body.get(this.pos).memory(op.i32Load8U).set(local);
    body.get(this.pos).i32(1).op(op.i32Add).set(this.pos);
  }

  /** A LEB128 number of up to four bytes into `value`. */
  private leb(signed: boolean): void {
    const { body } = this;
    this.take(this.byte);
    body.get(this.byte).i32(0x7f).op(op.i32And).set(this.value).i32(7).set(this.shift);
    const last = body.open(op.block);
    const more = body.open(op.loop);
    body.get(this.byte).i32(0x80).op(op.i32LtU).brIf(last);
    body.get(this.shift).i32(mostShift).op(op.i32Eq).brIf(this.odd);
    this.take(this.byte);
    body.get(this.value).get(this.byte).i32(0x7f).op(op.i32And).get(this.shift).op(op.i32Shl);
    body.op(op.i32Or).set(this.value).get(this.shift).i32(7).op(op.i32Add).set(this.shift);
    body.br(more).end().end();
    if (!signed) return;
    body.get(this.value).i32(0).i32(1).get(this.shift).op(op.i32Shl);
    body.get(this.byte).i32(0x40).op(op.i32And).op(op.i32Eqz).op(op.select).op(op.i32Sub).set(this.value);
  }
}
