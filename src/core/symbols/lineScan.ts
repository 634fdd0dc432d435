import { FunctionBody, op } from "../wasm/functionBody";
import { f64, i32 } from "../wasm/wasmModule";

// A line program is a loop over a few hundred thousand bytes that runs once: as WebAssembly it is fast from its first
// byte on, where script takes longer to be compiled than to run.

/** Where things stand in the scan's memory. */
export interface LineLayout {
  /** The addresses that are asked for, as doubles in ascending order, and one behind all. */
  readonly bounded: number;
  /** Operands of the standard operations, a byte each from operation 1 on. */
  readonly lengths: number;
  /** Of each address, 12 bytes: the program that has it (0: none), file number, line. */
  readonly rows: number;
  /** What a sequence says, as it is read, 12 bytes each: place of the address, file number, line. */
  readonly pending: number;
  /** Addresses that may still be looked at. */
  readonly looks: number;
  /** 1 once a sequence of code was read. */
  readonly found: number;
}

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

/** The body of a `LineScan`, of seven parameters, beside a function that gives the place of an address (`rankScan.ts`). */
export function lineScan(layout: LineLayout, placeOf: number): FunctionBody {
  return new ScanWriter(layout, placeOf).write();
}

class ScanWriter {
  private readonly body = new FunctionBody(7);
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
    private readonly layout: LineLayout,
    private readonly placeOf: number,
  ) {}

  write(): FunctionBody {
    const { body } = this;
    body.i32(0).memory(op.i32Load, this.layout.looks).set(this.looks);
    body.i32(1).set(this.line).i32(1).set(this.file);
    this.odd = body.open(op.block);
    const done = body.open(op.block);
    this.again = body.open(op.loop);
    this.skip();
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

  /** Most sequences are of code that the linker dropped: of those only the end matters. */
  private skip(): void {
    const { body } = this;
    const looked = body.open(op.block);
    body.get(this.isSkipped).op(op.i32Eqz).brIf(looked);
    const each = body.open(op.loop);
    body.get(this.end).get(this.pos).op(op.i32Sub).i32(3).op(op.i32LtU).brIf(looked);
    body.get(this.pos).memory(op.i32Load16U).tee(this.value).i32(255).op(op.i32And).tee(this.opcode);
    body.get(this.opcodeBase).op(op.i32GeU).when();
    body.get(this.pos).i32(1).op(op.i32Add).set(this.pos).br(each).end();
    body.i32(stepBits).get(this.opcode).i32(1).op(op.i32Shl).op(op.i32ShrU).i32(3).op(op.i32And);
    body.tee(this.byte).op(op.i32Eqz).brIf(looked);
    // A number of more bytes.
    body.get(this.byte).i32(14).op(op.i32Shl).get(this.value).op(op.i32And).i32(0x8000).op(op.i32And);
    body.brIf(looked);
    body.get(this.pos).get(this.byte).op(op.i32Add).set(this.pos).br(each).end().end();
  }

  private keepLooks(): FunctionBody {
    return this.body.i32(0).get(this.looks).memory(op.i32Store, this.layout.looks);
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
      .memory(op.i32Load8U, this.layout.lengths - 1)
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
    const { body, layout } = this;
    body.i32(0).i32(1).memory(op.i32Store, layout.found);
    const all = body.open(op.block);
    const each = body.open(op.loop);
    body.get(this.pending).op(op.i32Eqz).brIf(all);
    body.get(this.pending).i32(1).op(op.i32Sub).tee(this.pending).i32(12).op(op.i32Mul).tee(this.behind);
    body.memory(op.i32Load, layout.pending).i32(12).op(op.i32Mul).tee(this.value);
    body.memory(op.i32Load, layout.rows).brIf(each);
    body.get(this.value).get(this.program).memory(op.i32Store, layout.rows);
    for (const at of [4, 8]) {
      body
        .get(this.value)
        .get(this.behind)
        .memory(op.i32Load, layout.pending + at);
      body.memory(op.i32Store, layout.rows + at);
    }
    body.br(each).end().end();
  }

  /** The row before holds for the addresses below this one. */
  private put(): void {
    const { body, layout } = this;
    const all = body.open(op.block);
    const each = body.open(op.loop);
    this.bounded().get(this.address).op(op.f64Lt).op(op.i32Eqz).brIf(all);
    for (const [i, local] of [this.place, this.rowFile, this.rowLine].entries()) {
      body.get(this.pending).i32(12).op(op.i32Mul).get(local);
      body.memory(op.i32Store, layout.pending + 4 * i);
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
  private bounded(): FunctionBody {
    return this.body.get(this.place).i32(3).op(op.i32Shl).memory(op.f64Load, this.layout.bounded);
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
