import { parseNumber } from "./jsonText";

const powers = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const batchLength = 8192;
/** A number of more bytes is no number of any tool. */
export const maxNumberBytes = 1024;
/** Ends the fast path: no number that it takes is longer. */
const margin = 32;

const comma = 0x2c;
const close = 0x5d;

/** Where a number array stopped: its end was read, more bytes are needed, or another value stands there. */
export type Stop = "closed" | "more" | "other";

/**
 * Reads the inside of an array of numbers over any chunk boundaries. The hot loop takes numbers of
 * up to nine digits by integer arithmetic; all others go through `Number(text)`.
 */
export class NumberArray {
  /** First byte that was not consumed. */
  position = 0;
  private readonly batch = new Float64Array(batchLength);
  private length = 0;
  private decimals = 0;
  private afterValue = false;
  private sink: (batch: Float64Array, count: number) => void = () => undefined;

  /** The opening bracket was read. */
  open(decimals: number, sink: (batch: Float64Array, count: number) => void): void {
    this.decimals = decimals;
    this.sink = sink;
    this.length = 0;
    this.afterValue = false;
  }

  /** Hands over what is left; after `closed`, or where the document ends early. */
  flush(): void {
    if (this.length > 0) this.sink(this.batch, this.length);
    this.length = 0;
  }

  /** A value that is no number was passed over by the caller. */
  pushOther(): void {
    this.push(NaN);
    this.afterValue = true;
  }

  read(bytes: Uint8Array, from: number, end: number): Stop {
    let i = from;
    for (;;) {
      if (!this.afterValue) i = this.readPlain(bytes, i, end);
      // 1. Whatever the hot loop does not take: white space, signs, long numbers, null, the end.
      while (i < end && isSpace(bytes[i]!)) i++;
      this.position = i;
      if (i >= end) return "more";
      const c = bytes[i]!;
      if (this.afterValue) {
        this.position = i + 1;
        if (c === close) return "closed";
        if (c !== comma) {
          this.position = i;
          return "other";
        }
        this.afterValue = false;
        i++;
        continue;
      }
      if (c === close) {
        this.position = i + 1;
        return "closed";
      }
      // 2. A scalar without quotes: take it as a whole.
      if (!isScalarStart(c)) return "other";
      let to = i + 1;
      while (to < end && isScalar(bytes[to]!)) to++;
      if (to >= end) return "more";
      this.push(parseNumber(bytes, i, Math.min(to, i + maxNumberBytes), this.decimals));
      this.afterValue = true;
      i = to;
    }
  }

  /** `123,4.5,678,`: numbers that end in a comma; stops before anything else. */
  private readPlain(bytes: Uint8Array, from: number, end: number): number {
    const last = end - margin;
    const batch = this.batch;
    const decimals = this.decimals;
    const scale = powers[decimals]!;
    let n = this.length;
    let i = from;
    while (i < last) {
      let at = i;
      let digit = bytes[at]! - 48;
      if (digit >>> 0 > 9) break;
      let mantissa = digit;
      digit = bytes[++at]! - 48;
      while (digit >>> 0 <= 9 && at - i < 10) {
        mantissa = (mantissa * 10 + digit) | 0;
        digit = bytes[++at]! - 48;
      }
      let value: number;
      if (digit === -4) {
        if (at - i > 9) break;
        value = mantissa * scale;
      } else if (digit === -2) {
        const point = at;
        digit = bytes[++at]! - 48;
        while (digit >>> 0 <= 9 && at - i < 11) {
          mantissa = (mantissa * 10 + digit) | 0;
          digit = bytes[++at]! - 48;
        }
        const fraction = at - point - 1;
        if (digit !== -4 || at - i > 10 || fraction === 0) break;
        value =
          fraction <= decimals
            ? mantissa * powers[decimals - fraction]!
            : mantissa / powers[fraction - decimals]!;
      } else break;
      if (n === batchLength) {
        this.sink(batch, n);
        n = 0;
      }
      batch[n++] = value;
      i = at + 1;
    }
    this.length = n;
    return i;
  }

  private push(value: number): void {
    if (this.length === batchLength) this.flush();
    this.batch[this.length++] = value;
  }
}

export function isSpace(c: number): boolean {
  return c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
}

/** Digits, a sign or the first letter of null, true, false, NaN. */
export function isScalarStart(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || c === 0x2d || (c >= 0x61 && c <= 0x7a) || c === 0x4e;
}

export function isScalar(c: number): boolean {
  return (
    (c >= 0x30 && c <= 0x39) ||
    c === 0x2d ||
    c === 0x2b ||
    c === 0x2e ||
    (c >= 0x61 && c <= 0x7a) ||
    (c >= 0x41 && c <= 0x5a)
  );
}
