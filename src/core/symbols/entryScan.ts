import { op } from "../wasm/functionBody";
import { f64, i32, i64 } from "../wasm/wasmModule";
import { flag, shape, shapeShift } from "./abbrevScan";
import { debugAt, entryState, mostOpen, type DebugBody, type DebugWord } from "./debugPlaces";
import { EntryCursor } from "./entryCursor";

/**
 * Walks the entries of a unit from `pos` to `end` of the memory, and gives where it stands: at `end`, or at an entry that
 * is to be read by hand; -1 where a budget is used up. `info`: where .debug_info begins. `shapes`: the unit's, of codes
 * from 1 to `count`. Entries with any flag of `byHand` are read by hand. `low`: the unit's base of ranges.
 */
export type EntryScan = (
  pos: number,
  end: number,
  info: number,
  unit: number,
  shapes: number,
  count: number,
  byHand: number,
  low: number,
) => number;

/** The body of an `EntryScan`, of eight parameters, beside functions that mark and that give the place of an address. */
export function entryScan(mark: number, placeOf: number): DebugBody {
  return new EntryWriter(mark, placeOf).write();
}

class EntryWriter extends EntryCursor {
  private readonly info = 2;
  private readonly unit = 3;
  private readonly shapes = 4;
  private readonly count = 5;
  private readonly byHand = 6;
  private readonly unitLow = 7;
  private readonly node = this.body.local(i32);
  private readonly depth = this.body.local(i32);
  private readonly work = this.body.local(i32);
  private readonly offset = this.body.local(i32);
  private readonly codeOf = this.body.local(i32);
  private readonly flags = this.body.local(i32);
  private readonly start = this.body.local(i32);
  private readonly inside = this.body.local(i32);
  private readonly parent = this.body.local(i32);
  private readonly row = this.body.local(i32);
  /** 0 not of code, 1 not asked for, 2 asked for. */
  private readonly state = this.body.local(i32);
  private readonly low = this.body.local(f64);
  private readonly from = this.body.local(f64);
  private readonly to = this.body.local(f64);
  private readonly first = this.body.local(i64);
  private readonly second = this.body.local(i64);
  private thrown = 0;

  constructor(
    private readonly mark: number,
    private readonly placeOf: number,
  ) {
    super(8);
  }

  write(): DebugBody {
    const { body, pos, end, offset, codeOf: code, shape: at, step, node, depth } = this;
    for (const [local, word] of this.kept) body.i32(0).memory(op.i32Load, this.word(word)).set(local);
    this.thrown = body.open(op.block);
    this.stop = body.open(op.block);
    const again = body.open(op.loop);
    body.get(pos).tee(offset).get(end).op(op.i32GeU).brIf(this.stop);
    this.take(code);
    body.get(code).op(op.i32Eqz).when();
    // Padding behind the root closes nothing.
    body.get(depth).op(op.i32Eqz).brIf(again).get(depth).i32(1).op(op.i32Sub).tee(depth);
    body.i32(2).op(op.i32Shl).memory(op.i32Load, debugAt.open).set(node).br(again).end();
    body.get(code).i32(0x80).op(op.i32GeU).when();
    this.take(this.byte);
    body.get(this.byte).i32(0x80).op(op.i32GeU).brIf(this.stop);
    body.get(code).i32(0x7f).op(op.i32And).get(this.byte).i32(7).op(op.i32Shl).op(op.i32Or).tee(code);
    body.op(op.i32Eqz).brIf(this.stop).end();
    body.get(code).get(this.count).op(op.i32GtU).get(depth).i32(mostOpen).op(op.i32GeU).op(op.i32Or);
    body.brIf(this.stop);
    body.get(this.shapes).get(code).i32(1).op(op.i32Sub).i32(shapeShift).op(op.i32Shl).op(op.i32Add).tee(at);
    body.memory(op.i32Load, shape.step).set(step);

    // Most entries say nothing.
    const looked = body.open(op.block);
    body.get(step).i32(0).op(op.i32LtS).brIf(looked);
    body.get(node).i32(0).op(op.i32GeS).get(step).i32(1).op(op.i32ShrU).op(op.i32And).brIf(looked);
    body
      .get(pos)
      .get(step)
      .i32(2)
      .op(op.i32ShrU)
      .op(op.i32Add)
      .tee(pos)
      .get(end)
      .op(op.i32GtU)
      .brIf(this.stop);
    body.get(step).i32(1).op(op.i32And).op(op.i32Eqz).brIf(again);
    this.push();
    body.br(again).end();

    this.entry();
    body.get(this.flags).i32(flag.hasChildren).op(op.i32And).op(op.i32Eqz).brIf(again);
    this.push();
    body.get(this.inside).set(node).br(again).end().end();
    for (const [local, word] of this.kept) body.i32(0).get(local).memory(op.i32Store, this.word(word));
    body.get(offset).op(op.return).end();
    return body.i32(-1);
  }

  private get kept(): readonly (readonly [number, number])[] {
    return [
      [this.node, entryState.node],
      [this.depth, entryState.depth],
      [this.work, entryState.work],
    ];
  }

  private word(word: number): number {
    return debugAt.state + 4 * word;
  }

  private push(): void {
    const { body, depth } = this;
    body.get(depth).i32(2).op(op.i32Shl).get(this.node).memory(op.i32Store, debugAt.open);
    body.get(depth).i32(1).op(op.i32Add).set(depth);
  }

  /** An entry that may say something: leaves in `inside` what its children are in. */
  private entry(): void {
    const { body, flags, node, pos, left, work, inside, parent, at } = this;
    this.ofShape(shape.flags).set(flags);
    const isOurs = body.open(op.block);
    body.get(flags).get(this.byHand).op(op.i32And).op(op.i32Eqz).brIf(isOurs);
    body.get(flags).i32(flag.isFunction).op(op.i32And).brIf(this.stop);
    body.get(node).i32(0).op(op.i32GeS).brIf(this.stop).end();
    body.i32(0).memory(op.i32Load, this.word(entryState.count)).tee(this.row);
    body.word("mostNodes").op(op.i32GeU).brIf(this.stop);
    body.get(pos).set(this.start).get(work).set(left);
    this.ofShape(shape.size).tee(at).i32(0).op(op.i32LtS).when();
    this.spend();
    this.skip();
    body.else().get(at).set(this.byte);
    this.over();
    body.end();

    body.get(node).set(inside);
    const done = body.open(op.block);
    body
      .get(flags)
      .i32(flag.isFunction | flag.isInlined)
      .op(op.i32And)
      .op(op.i32Eqz)
      .brIf(done);
    body.get(flags).i32(1).op(op.i32ShrU).get(node).i32(0).op(op.i32LtS).op(op.i32And).brIf(done);
    body.get(node).i32(-1).get(flags).i32(flag.isInlined).op(op.i32And).op(op.select).tee(parent).set(inside);
    body.get(flags).i32(flag.hasCode).op(op.i32And).op(op.i32Eqz).when();
    body.get(flags).i32(flag.isOdd).op(op.i32And).op(op.i32Eqz).brIf(done);
    this.spend();
    body.br(done).end();
    this.record();
    this.code();
    body.get(this.row).i32(-1).get(this.state).i32(2).op(op.i32Eq).op(op.select);
    body.get(parent).get(this.state).op(op.select).set(inside).end();
    body.get(left).set(work);
  }

  /** What the node says if there is one: it counts once something is asked for. */
  private record(): void {
    const { body, row } = this;
    const store = (column: DebugWord, push: () => void): void => {
      body.entry(column, row, 2);
      push();
      body.memory(op.i32Store);
    };
    store("entry", () => this.entryOffset());
    store("parent", () => body.get(this.parent));
    store("unit", () => body.get(this.unit));
    for (const [column, place, mask] of [
      ["callFile", shape.callFile, shape.callFileMask],
      ["callLine", shape.callLine, shape.callLineMask],
    ] as const)
      store(column, () => {
        this.ofShape(place).tee(this.at).i32(0).op(op.i32LtS).when(i32);
        body.i32(0).else().get(this.start).get(this.at).op(op.i32Add).memory(op.i32Load);
        this.ofShape(mask).op(op.i32And).end();
      });
  }

  private entryOffset(): DebugBody {
    return this.body.get(this.offset).get(this.info).op(op.i32Sub);
  }

  /** Where its code is: leaves `state`. */
  private code(): void {
    const { body, at, low, place, start, state } = this;
    const valueAt = (word: number): DebugBody => {
      this.ofShape(word).tee(at).i32(0).op(op.i32GeS).when();
      return body.get(at).get(start).op(op.i32Add).set(at);
    };
    body.i32(0).set(state).i32(-1).set(place);
    valueAt(shape.low)
      .get(at)
      .memory(op.i64Load)
      .op(op.f64ConvertI64U)
      .tee(low)
      .call(this.placeOf)
      .set(place);
    body.get(this.parent).i32(0).op(op.i32LtS);
    body.get(place).i32(0).op(op.i32GeS).op(op.i32And).when();
    body.entry("bounded", place, 3).memory(op.f64Load).get(low).op(op.f64Eq).when();
    body.entry("begins", place, 2);
    this.entryOffset().i32(1).op(op.i32Add).memory(op.i32Store).end().end().end();

    const done = body.open(op.block);
    valueAt(shape.ranges);
    this.pairs();
    body.br(done).end();
    body.get(low).set(this.from);
    body.get(low).set(this.to);
    valueAt(shape.high);
    const flagged = (bits: number): DebugBody => body.get(this.flags).i32(bits).op(op.i32And).when(f64);
    flagged(flag.highIsAddress).f64(0).else().get(low).end();
    flagged(flag.highIsAddress | flag.highIsWide)
      .get(at)
      .memory(op.i64Load)
      .op(op.f64ConvertI64U)
      .else();
    body.get(at).memory(op.i32Load);
    this.ofShape(shape.highMask).op(op.i32And).op(op.f64ConvertI32U).end();
    body.op(op.f64Add).set(this.to).end();
    body.get(place).i32(0).op(op.i32GeS).get(this.from).get(this.to).op(op.f64Lt).op(op.i32And).when();
    this.marked();
    body.end().end();
  }

  /** The list of ranges whose offset stands at `at`: pairs of 8 bytes each. */
  private pairs(): void {
    const { body, at, first, second } = this;
    const base = this.low;
    const ranges = this.word(entryState.ranges);
    body.get(at).memory(op.i32Load).tee(at).i32(3).op(op.i32And).brIf(this.stop);
    body.get(at).word("ranges").op(op.i32Add).tee(at).word("rangesEnd").op(op.i32GeU).brIf(this.stop);
    body.get(at).word("ranges").op(op.i32LtU).brIf(this.stop);
    body.get(this.unitLow).set(base);
    const done = body.open(op.block);
    const each = body.open(op.loop);
    body.i32(0).i32(0).memory(op.i32Load, ranges).i32(1).op(op.i32Sub).tee(this.byte);
    body.memory(op.i32Store, ranges).get(this.byte).i32(0).op(op.i32LtS).brIf(this.thrown);
    body.get(at).i32(16).op(op.i32Add).word("rangesEnd").op(op.i32GtU).brIf(done);
    body.get(at).memory(op.i64Load).tee(first).get(at).memory(op.i64Load, 8).tee(second);
    body.op(op.i64Or).op(op.i64Eqz).brIf(done).get(at).i32(16).op(op.i32Add).set(at);
    body.get(first).i64(-1).op(op.i64Eq).when();
    body.get(second).op(op.f64ConvertI64U).set(base).br(each).end();
    for (const [from, to] of [
      [first, this.from],
      [second, this.to],
    ] as const)
      body.get(base).get(from).op(op.f64ConvertI64U).op(op.f64Add).set(to);
    body.get(this.from).get(this.to).op(op.f64Lt).op(op.i32Eqz).brIf(each);
    body.get(this.from).call(this.placeOf).i32(0).op(op.i32LtS).brIf(each);
    this.marked();
    body.br(each).end().end();
  }

  /** Marks the code between `from` and `to`. */
  private marked(): void {
    const { body, byte, state } = this;
    body.get(this.from).get(this.to).get(this.row).get(this.parent).call(this.mark).i32(1).op(op.i32Add);
    body.tee(byte).op(op.i32Eqz).brIf(this.thrown);
    body.get(byte).get(state).get(byte).get(state).op(op.i32GtS).op(op.select).set(state);
  }
}
