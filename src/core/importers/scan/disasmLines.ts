const newline = 0x0a;
const space = 0x20;
const colon = 0x3a;
/** A line up to its count is never longer; a longer carry is a symbol line or no line of ours. */
const headBytes = 64;
/** Addresses below are the emulator's own start-up code. */
const program = 0x80000000;

/** Value of a hexadecimal digit; 255 for all other bytes. */
const hex = new Uint8Array(256).fill(255);
for (let d = 0; d < 10; d++) hex[0x30 + d] = d;
for (let d = 0; d < 6; d++) hex[0x61 + d] = 10 + d;

/**
 * Takes address and count from lines `  80000000:             1  auipc …` and passes over the rest of
 * each; over any chunk boundaries, no string a line. Symbol lines (`… <name>:`) and titles are passed over.
 */
export class DisasmLines {
  instructions = 0;
  skippedLines = 0;
  /** First address at or above 0x80000000; NaN where there is none. */
  firstProgramPc = NaN;
  oddAddresses = 0;
  firstOdd = NaN;
  lastOdd = NaN;
  private pc = new Float64Array(1024);
  private count = new Float64Array(1024);
  private length = 0;
  /** The start of a line that a chunk boundary cut. */
  private readonly carry = new Uint8Array(headBytes);
  private carried = 0;
  /** The rest of the current line is of no interest. */
  private inTail = false;
  private endsInLine = false;

  feed(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.endsInLine = chunk[chunk.length - 1] !== newline;
    let i = 0;
    if (this.inTail) {
      i = lineEnd(chunk, 0);
      if (i >= chunk.length && this.endsInLine) return;
      this.inTail = false;
    } else if (this.carried > 0) {
      const need = headBytes - this.carried;
      const end = chunk.subarray(0, need).indexOf(newline);
      const taken = end < 0 ? Math.min(need, chunk.length) : end + 1;
      this.carry.set(chunk.subarray(0, taken), this.carried);
      this.carried += taken;
      if (end < 0 && this.carried < headBytes) return;
      this.line(this.carry.subarray(0, this.carried));
      this.carried = 0;
      i = end < 0 ? lineEnd(chunk, taken) : taken;
      if (end < 0 && i >= chunk.length && this.endsInLine) {
        this.inTail = true;
        return;
      }
    }
    const rest = this.lines(chunk, i);
    if (rest >= chunk.length) return;
    if (chunk.length - rest >= headBytes) {
      this.line(chunk.subarray(rest, rest + headBytes));
      this.inTail = true;
    } else {
      this.carry.set(chunk.subarray(rest));
      this.carried = chunk.length - rest;
    }
  }

  /** True where the file ends inside a line. */
  finish(): boolean {
    if (this.carried > 0) this.line(this.carry.subarray(0, this.carried));
    this.carried = 0;
    return this.endsInLine;
  }

  /** Executed addresses in ascending order, none twice. */
  counts(): { readonly pc: Float64Array; readonly count: Float64Array; readonly repeated: number } {
    let pc = this.pc.slice(0, this.length);
    let count = this.count.slice(0, this.length);
    let ascending = true;
    for (let i = 1; i < pc.length && ascending; i++) ascending = pc[i]! > pc[i - 1]!;
    if (ascending) return { pc, count, repeated: 0 };
    const [oldPc, oldCount] = [pc, count];
    const order = Uint32Array.from(pc, (_, i) => i).sort((a, b) => oldPc[a]! - oldPc[b]! || a - b);
    const kept = order.filter((row, at) => at === 0 || oldPc[row] !== oldPc[order[at - 1]!]);
    pc = Float64Array.from(kept, (row) => oldPc[row]!);
    count = Float64Array.from(kept, (row) => oldCount[row]!);
    return { pc, count, repeated: order.length - kept.length };
  }

  /** Whole lines from `from` on; returns the start of the first line that the chunk cuts. */
  private lines(bytes: Uint8Array, from: number): number {
    const end = bytes.length;
    let i = from;
    let start = from;
    // An instruction line's head fits without looking for the end of the bytes.
    while (i < end - headBytes) {
      start = i;
      if (bytes[i] === space && bytes[i + 1] === space) {
        let at = i + 2;
        let digit = hex[bytes[at]!]!;
        // 1. Eight digits; longer addresses take the slow way.
        const first = at;
        let pc = 0;
        while (digit < 16 && at - first < 9) {
          pc = (pc << 4) | digit;
          digit = hex[bytes[++at]!]!;
        }
        if (at - first === 8 && bytes[at] === colon) {
          // 2. The count, right-aligned.
          at++;
          while (bytes[at] === space && at < i + 40) at++;
          let value = 0;
          const figure = at;
          let d = bytes[at]! - 48;
          while (d >>> 0 <= 9 && at - figure < 9) {
            value = (value * 10 + d) | 0;
            d = bytes[++at]! - 48;
          }
          if (d === -16 && at > figure && bytes[at + 1] === space) {
            this.add(pc >>> 0, value);
            i = at + 2;
          } else {
            i = at;
            this.line(bytes.subarray(start, Math.min(end, start + headBytes)));
          }
        } else this.line(bytes.subarray(start, Math.min(end, start + headBytes)));
      } else if (bytes[i] !== newline) this.line(bytes.subarray(start, Math.min(end, start + headBytes)));
      // 3. The rest of the line.
      while (i < end && bytes[i] !== newline) i++;
      if (i >= end) return this.tail(end);
      i++;
    }
    while (i < end) {
      const next = bytes.indexOf(newline, i);
      if (next < 0) return i;
      this.line(bytes.subarray(i, Math.min(next, i + headBytes)));
      i = next + 1;
    }
    return end;
  }

  /** Any line, by its first bytes: what the hot loop did not take. */
  private line(head: Uint8Array): void {
    let end = head.indexOf(newline);
    if (end < 0) end = head.length;
    let at = 0;
    while (at < end && isBlank(head[at]!)) at++;
    if (at === end) return;
    const indented = at >= 2;
    let pc = 0;
    const first = at;
    for (let digit; at < end && (digit = hex[head[at]!]!) < 16; at++) pc = pc * 16 + digit;
    const digits = at - first;
    if (!indented) {
      if (!(digits === 16 && head[at] === space) && !isTitle(head[0]!)) this.skippedLines++;
      return;
    }
    let count = 0;
    let figures = 0;
    if (digits > 0 && head[at] === colon) {
      at++;
      while (at < end && head[at] === space) at++;
      for (let d; at < end && (d = head[at]! - 48) >>> 0 <= 9; at++, figures++) count = count * 10 + d;
    }
    // A figure that the end of the file cuts could be any figure.
    const whole = figures > 0 && at < end && isBlank(head[at]!);
    if (whole && pc <= Number.MAX_SAFE_INTEGER && count <= Number.MAX_SAFE_INTEGER) this.add(pc, count);
    else this.skippedLines++;
  }

  private tail(end: number): number {
    this.inTail = true;
    return end;
  }

  private add(pc: number, count: number): void {
    this.instructions++;
    if (pc >= program && !(this.firstProgramPc <= pc)) this.firstProgramPc = pc;
    if ((pc & 1) === 1) {
      this.oddAddresses++;
      if (!(this.firstOdd <= pc)) this.firstOdd = pc;
      if (!(this.lastOdd >= pc)) this.lastOdd = pc;
    }
    if (count <= 0) return;
    if (this.length === this.pc.length) this.grow();
    this.pc[this.length] = pc;
    this.count[this.length++] = count;
  }

  private grow(): void {
    const [pc, count] = [this.pc, this.count];
    this.pc = new Float64Array(2 * pc.length);
    this.count = new Float64Array(2 * count.length);
    this.pc.set(pc);
    this.count.set(count);
  }
}

function isBlank(c: number): boolean {
  return c === space || c === 0x0d || c === 0x09;
}

/** `Disassembly with execution counts:` and `ZisK Disassembly`. */
function isTitle(c: number): boolean {
  return c === 0x44 || c === 0x5a;
}

/** Index behind the line end at or after `from`; the length where there is none. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(newline, from);
  return at < 0 ? bytes.length : at + 1;
}
