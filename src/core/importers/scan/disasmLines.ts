const newline = 0x0a;
const space = 0x20;
const colon = 0x3a;
const zero = 0x30;
/** A line up to its count is never longer; a longer carry is a symbol line or no line of ours. */
const headBytes = 64;
/** Column of a count's last figure in `  {pc:08x}:  {count:12}  `. */
const lastFigure = 24;
/** Numbers of one batch: pairs of pc and count. */
const batchLength = 8192;

/** Slots of the hot loop's answer, and why it stopped. */
const filled = 0;
const instructions = 1;
const stopped = 2;
const oddLine = 0;
const batchFull = 1;
const inTail = 2;

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
  private pc = new Float64Array(1024);
  private count = new Float64Array(1024);
  private length = 0;
  /** The start of a line that a chunk boundary cut. */
  private readonly carry = new Uint8Array(headBytes);
  private carried = 0;
  /** The rest of the current line is of no interest. */
  private inTail = false;
  private endsInLine = false;
  private readonly batch = new Float64Array(batchLength);
  private readonly hot = new Int32Array(3);

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
    const shift = bytes.byteOffset & 3;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset - shift, (end + shift) >> 2);
    const { batch, hot } = this;
    let i = from;
    while (i < end) {
      i = usualLines(bytes, words, shift, i, batch, hot);
      this.take();
      if (hot[stopped] === inTail) {
        this.inTail = true;
        return end;
      }
      if (hot[stopped] === batchFull) continue;
      const next = bytes.indexOf(newline, i);
      if (next < 0) return i;
      this.line(bytes.subarray(i, Math.min(next, i + headBytes)));
      i = next + 1;
    }
    return end;
  }

  /** What the hot loop found. */
  private take(): void {
    this.instructions += this.hot[instructions]!;
    for (let k = 0; k < this.hot[filled]!; k += 2) this.add(this.batch[k]!, this.batch[k + 1]!);
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
    if (whole && pc <= Number.MAX_SAFE_INTEGER && count <= Number.MAX_SAFE_INTEGER) {
      this.instructions++;
      this.add(pc, count);
    } else this.skippedLines++;
  }

  private add(pc: number, count: number): void {
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

/**
 * The hot loop: lines `  80000000:            0  …` (two blanks, eight digits, a colon, the count
 * right-aligned to column 25), symbol lines and empty ones. Writes pairs of pc and count of executed
 * instructions into the batch and how it stopped into `hot`; returns the start of the first line it
 * did not take. Small and without objects on purpose: it has to be compiled early.
 */
function usualLines(
  bytes: Uint8Array,
  words: Int32Array,
  shift: number,
  from: number,
  batch: Float64Array,
  hot: Int32Array,
): number {
  const end = bytes.length;
  const last = end - headBytes;
  let i = from;
  let n = 0;
  let lines = 0;
  let stop = oddLine;
  while (i < last) {
    if (n === batchLength) {
      stop = batchFull;
      break;
    }
    let at = i;
    const first = bytes[i]!;
    if (first === space) {
      at = i + lastFigure;
      if (
        bytes[i + 1] !== space ||
        bytes[i + 10] !== colon ||
        bytes[at + 1] !== space ||
        bytes[at + 2] !== space
      )
        break;
      if (bytes[at] !== zero || bytes[at - 1] !== space) {
        let pc = 0;
        let bad = 0;
        for (let k = i + 2; k < i + 10; k++) {
          const digit = hex[bytes[k]!]!;
          pc = (pc << 4) | digit;
          bad |= digit;
        }
        let k = i + 11;
        while (bytes[k] === space) k++;
        let count = 0;
        for (; k <= at; k++) {
          const digit = hex[bytes[k]!]!;
          count = count * 10 + digit;
          bad |= digit > 9 ? 255 : 0;
        }
        if (bad > 15) break;
        batch[n] = pc >>> 0;
        batch[n + 1] = count;
        n += 2;
      }
      lines++;
    } else if (first === newline) {
      i++;
      continue;
    } else if (first !== zero) break;
    // The rest of the line, four bytes at a time: word w starts at byte 4w - shift.
    let word = (at + shift + 4) >> 2;
    const near = 4 * word - shift;
    while (at < near && bytes[at] !== newline) at++;
    if (at === near) {
      while (word < words.length) {
        const x = words[word]! ^ 0x0a0a0a0a;
        if (((x - 0x01010101) & ~x & 0x80808080) !== 0) break;
        word++;
      }
      at = 4 * word - shift;
      while (at < end && bytes[at] !== newline) at++;
    }
    if (at >= end) {
      stop = inTail;
      i = end;
      break;
    }
    i = at + 1;
  }
  hot[filled] = n;
  hot[instructions] = lines;
  hot[stopped] = stop;
  return i;
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
