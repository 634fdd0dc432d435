import { op } from "../wasm/functionBody";
import { i32 } from "../wasm/wasmModule";
import { shape, value } from "./abbrevScan";
import { DebugBody, debugAt } from "./debugPlaces";
import { Form } from "./dwarfConstants";

/** Moves over entries, as a part of a function whose first two parameters say where it stands and where the unit ends. */
export class EntryCursor {
  protected readonly body: DebugBody;
  protected readonly pos = 0;
  protected readonly end = 1;
  /** The shape of the entry. */
  protected readonly shape: number;
  protected readonly step: number;
  /** What is left of the budget of attributes. */
  protected readonly left: number;
  protected readonly place: number;
  protected readonly at: number;
  protected readonly byte: number;
  /** Where what is damaged, or written by no compiler, goes. */
  protected stop = 0;

  constructor(parameters: number) {
    const body = new DebugBody(parameters);
    this.body = body;
    [this.shape, this.step, this.left] = [body.local(i32), body.local(i32), body.local(i32)];
    [this.place, this.at, this.byte] = [body.local(i32), body.local(i32), body.local(i32)];
  }

  /** Attributes cost work where each is looked at. */
  protected spend(): void {
    const { body, left } = this;
    body.get(left);
    this.ofShape(shape.work).op(op.i32Sub).tee(left).i32(0).op(op.i32LtS).brIf(this.stop);
  }

  /** Over as many bytes as `byte` says. */
  protected over(): void {
    const { body, pos } = this;
    body.get(this.byte).get(this.end).get(pos).op(op.i32Sub).op(op.i32GtU).brIf(this.stop);
    body.get(pos).get(this.byte).op(op.i32Add).set(pos);
  }

  /** Over the values of an entry, form by form. */
  protected skip(): void {
    const { body, at, byte, step, place } = this;
    this.ofShape(shape.specs).set(at);
    const done = body.open(op.block);
    const each = body.open(op.loop);
    const spec = (): void => {
      const more = body.open(op.loop);
      body.get(at).memory(op.i32Load8U).set(byte).get(at).i32(1).op(op.i32Add).set(at);
      body.get(byte).i32(0x80).op(op.i32GeU).brIf(more).end();
    };
    spec();
    spec();
    body.get(byte).op(op.i32Eqz).brIf(done);
    body.get(byte).memory(op.i32Load8U, debugAt.forms).set(step);
    body.get(byte).i32(Form.implicitConst).op(op.i32Eq).when();
    spec();
    body.br(each).end();
    const known = body.open(op.block);
    const fixed = body.open(op.block);
    const blocks = [0, 1, 2, 3, 4, 5].map(() => body.open(op.block)).reverse();
    body.get(step).i32(value.leb).op(op.i32Sub).brTable(blocks, fixed).end();
    body.i32(10).set(place);
    const leb = body.open(op.loop);
    this.take(byte);
    body.get(byte).i32(0x80).op(op.i32LtU).brIf(each);
    body.get(place).i32(1).op(op.i32Sub).tee(place).brIf(leb).br(this.stop).end().end();
    const text = body.open(op.loop);
    this.take(byte);
    body.get(byte).brIf(text).br(each).end().end();
    for (const [load, bytes] of [
      [op.i32Load8U, 1],
      [op.i32Load16U, 2],
      [op.i32Load, 4],
    ] as const) {
      body.get(this.pos).set(place).i32(bytes).set(byte);
      this.over();
      body.get(place).memory(load).set(byte).br(known).end();
    }
    this.take(byte);
    body.get(byte).i32(0x80).op(op.i32LtU).brIf(known);
    this.take(step);
    body.get(step).i32(0x80).op(op.i32GeU).brIf(this.stop);
    body.get(byte).i32(0x7f).op(op.i32And).get(step).i32(7).op(op.i32Shl).op(op.i32Or).set(byte);
    body.br(known).end().get(step).set(byte).end();
    this.over();
    body.br(each).end().end();
  }

  protected take(local: number): void {
    const { body, pos } = this;
    body.get(pos).get(this.end).op(op.i32GeU).brIf(this.stop);
    body.get(pos).memory(op.i32Load8U).set(local).get(pos).i32(1).op(op.i32Add).set(pos);
  }

  protected ofShape(word: number): DebugBody {
    return this.body.get(this.shape).memory(op.i32Load, word);
  }
}
