import type { ZiskModel } from "./model";

/** Answers whether the operands of a step are frequent (FROPS), fast. Operands are 64-bit as two words. */
export class Frequent {
  /** By operation code: b must be below this for any box to hold; 0 for operations without boxes. */
  readonly limit = new Float64Array(256);
  private readonly first = new Int32Array(257);
  private readonly a0Lo: Int32Array;
  private readonly a0Hi: Int32Array;
  private readonly span: Float64Array;
  private readonly mask: Int32Array;
  private readonly b0: Float64Array;
  private readonly b1: Float64Array;

  constructor(model: ZiskModel) {
    const code = new Map(model.ops.map((op) => [op.name, op.code]));
    const boxes = [...model.frops].sort((x, y) => code.get(x.op)! - code.get(y.op)!);
    this.a0Lo = Int32Array.from(boxes, (box) => Number(BigInt.asIntN(32, box.a0)));
    this.a0Hi = Int32Array.from(boxes, (box) => Number(BigInt.asIntN(32, box.a0 >> 32n)));
    this.span = Float64Array.from(boxes, (box) => box.count * box.stride);
    this.mask = Int32Array.from(boxes, (box) => box.stride - 1);
    this.b0 = Float64Array.from(boxes, (box) => box.b0);
    this.b1 = Float64Array.from(boxes, (box) => box.b0 + box.span);
    for (const [i, box] of boxes.entries()) {
      const op = code.get(box.op)!;
      this.limit[op] = Math.max(this.limit[op]!, this.b1[i]!);
      this.first[op + 1] = i + 1;
    }
    for (let op = 1; op <= 256; op++) this.first[op] = Math.max(this.first[op]!, this.first[op - 1]!);
  }

  /** b's high word is known to be 0. */
  has(op: number, aLo: number, aHi: number, bLo: number): boolean {
    const b = bLo >>> 0;
    const end = this.first[op + 1]!;
    for (let i = this.first[op]!; i < end; i++) {
      if (b < this.b0[i]! || b >= this.b1[i]!) continue;
      const lo = (aLo - this.a0Lo[i]!) | 0;
      const borrow = aLo >>> 0 < this.a0Lo[i]! >>> 0 ? 1 : 0;
      if (((aHi - this.a0Hi[i]! - borrow) | 0) !== 0) continue;
      if (lo >>> 0 < this.span[i]! && (lo & this.mask[i]!) === 0) return true;
    }
    return false;
  }
}
