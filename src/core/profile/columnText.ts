import { columnKernel, type WriteNumbers } from "./columnKernel";
import { mostNumbers, numbersAt, pairsAt, textAt, writtenAt } from "./columnPlaces";

type Numbers = Float64Array | Int32Array | Uint8Array;

/** Columns of numbers as the JSON of their lists, in ASCII, piece by piece. */
export class ColumnText {
  private readonly memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  private readonly bytes = new Uint8Array(this.memory.buffer);
  private readonly numbers = new Float64Array(this.memory.buffer, numbersAt, mostNumbers + 1);
  private readonly written = new Int32Array(this.memory.buffer, writtenAt, 1);
  private readonly write: WriteNumbers;

  constructor() {
    for (let i = 0; i < 100; i++) {
      this.bytes[pairsAt + 2 * i] = 0x30 + Math.floor(i / 10);
      this.bytes[pairsAt + 2 * i + 1] = 0x30 + (i % 10);
    }
    const module = new WebAssembly.Module(columnKernel());
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.write = exports["write"] as WriteNumbers;
  }

  /** What is no number is null. */
  *list(values: Numbers): Generator<string | Uint8Array> {
    yield* this.from(values, values.length, 0);
  }

  /** How many are of each, where `starts` says at which each begins, and at which the last one ends. */
  *counts(starts: Int32Array): Generator<string | Uint8Array> {
    yield* this.from(starts, starts.length - 1, 1);
  }

  private *from(values: Numbers, length: number, isStarts: 0 | 1): Generator<string | Uint8Array> {
    yield "[";
    for (let at = 0; at < length; at += mostNumbers) {
      const count = Math.min(mostNumbers, length - at);
      this.numbers.set(values.subarray(at, at + count + isStarts));
      const end = this.write(count, isStarts);
      const done = this.written[0]!;
      const isLast = at + count === length;
      yield this.bytes.slice(textAt, isLast && done === count ? end - 1 : end);
      // What it does not write, with all that stands behind it.
      if (done < count) yield `${plain(values.subarray(at + done, at + count))}${isLast ? "" : ","}`;
    }
    yield "]";
  }
}

function plain(values: Numbers): string {
  return JSON.stringify(Array.from(values)).slice(1, -1);
}
