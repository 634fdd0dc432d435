import { isSpace } from "./scan/numberArray";
import { RowCells, rowBad, rowCut } from "./scan/rowCells";
import type { ArrayReader } from "./scan/shape";
import type { StackWeights } from "./sp1StackWeights";

/** Which columns of a sample row hold what. */
export interface SampleLayout {
  readonly stack: number;
  readonly weight: number;
}

const space = 0x20;
const comma = 0x2c;
const open = 0x5b;
const close = 0x5d;
const letterN = 0x6e;
/** Longest row of the hot loop: at the end of the bytes the careful way takes over. */
const margin = 256;
/** Longest number of the hot loop: below 2^31 in any case. */
const maxDigits = 9;

/** Slots of the hot loop's answer. */
const rows = 0;
const uneven = 1;

/** 1 for the bytes of a number, `true`, `false` or `null`: a cell that is passed over. */
const plain = new Uint8Array(256);
for (const c of "0123456789+-.eEabcdfghijklmnopqrstuvwxyz") plain[c.charCodeAt(0)] = 1;

/** Takes the rows of a Gecko `samples.data` and adds each weight to its stack. */
export class SampleRows implements ArrayReader {
  position = 0;
  private readonly cells = new RowCells();
  private readonly hot = new Int32Array(2);
  private afterRow = false;

  /** Called for each row that the hot loop does not take. */
  constructor(
    private readonly layout: () => SampleLayout | null,
    private readonly weights: () => StackWeights,
    private readonly row: (cells: RowCells) => void,
  ) {}

  open(): void {
    this.afterRow = false;
    const layout = this.layout();
    this.cells.wanted.fill(layout === null ? 1 : 0);
    if (layout !== null) this.cells.wanted[layout.stack] = this.cells.wanted[layout.weight] = 1;
  }

  read(bytes: Uint8Array, from: number, end: number): "closed" | "more" | "bad" {
    const layout = this.layout();
    let i = from;
    for (;;) {
      if (layout !== null && !this.afterRow) i = this.usual(bytes, i, end, layout);
      while (i < end && isSpace(bytes[i]!)) i++;
      this.position = i;
      if (i >= end) return "more";
      const c = bytes[i]!;
      if (c === close) {
        this.position = i + 1;
        return "closed";
      }
      if (this.afterRow) {
        if (c !== comma) return "bad";
        this.afterRow = false;
        i++;
        continue;
      }
      const to = this.cells.read(bytes, i, end);
      if (to === rowCut) return "more";
      if (to === rowBad) {
        this.position = this.cells.badAt;
        return "bad";
      }
      this.row(this.cells);
      this.afterRow = true;
      i = to;
    }
  }

  /** As many rows as the hot loop takes; the first sample goes the careful way, it tells the rate. */
  private usual(bytes: Uint8Array, from: number, end: number, { stack, weight }: SampleLayout): number {
    const fold = this.weights();
    if (fold.rate < 0 || fold.rate > 0x3fffffff) return from;
    const { hot } = this;
    const at = usualRows(bytes, from, end - margin, stack, weight, fold.slots, fold.rate, hot);
    fold.samples += hot[rows]!;
    if (hot[uneven] !== 0) fold.even = false;
    return at;
  }
}

/**
 * The hot loop: rows `[98,0.0268,0.0,100],` whose stack and weight are short whole numbers (a stack may be
 * `null`), the other cells plain; a blank may follow each comma. Returns the start of the first row that it did not take. Small and
 * without objects on purpose: it has to be compiled early.
 */
function usualRows(
  bytes: Uint8Array,
  from: number,
  last: number,
  stackAt: number,
  weightAt: number,
  slots: Float64Array,
  rate: number,
  hot: Int32Array,
): number {
  let i = from;
  let taken = 0;
  let differs = 0;
  const known = slots.length;
  rowByRow: while (i < last && bytes[i] === open) {
    let at = i + 1;
    let slot = -1;
    let weight = -1;
    for (let cell = 0; ; cell++) {
      if (cell === stackAt || cell === weightAt) {
        const start = at;
        let digit = bytes[at]! - 48;
        let value = 0;
        if (digit >>> 0 <= 9) {
          do {
            value = (value * 10 + digit) | 0;
            digit = bytes[++at]! - 48;
            // Bounded: behind the last byte there is no digit that would end it.
          } while (digit >>> 0 <= 9 && at - start <= maxDigits);
          if (at - start > maxDigits) break rowByRow;
          if (cell === stackAt) slot = value + 1;
          else weight = value;
        } else if (
          cell === stackAt &&
          bytes[at] === letterN &&
          bytes[at + 1] === 0x75 &&
          bytes[at + 2] === 0x6c &&
          bytes[at + 3] === 0x6c
        ) {
          slot = 0;
          at += 4;
        } else break rowByRow;
      } else while (plain[bytes[at]!] === 1) at++;
      const next = bytes[at++];
      if (next === comma) {
        if (bytes[at] === space) at++;
        continue;
      }
      if (next === close) break;
      break rowByRow;
    }
    // The row must be followed by another one: the last one goes the careful way.
    if (slot < 0 || slot >= known || weight < 0 || bytes[at] !== comma) break;
    slots[slot] = slots[slot]! + weight;
    differs |= weight ^ rate;
    taken++;
    i = at + 1;
    if (bytes[i] === space) i++;
  }
  hot[rows] = taken;
  hot[uneven] = differs;
  return i;
}
