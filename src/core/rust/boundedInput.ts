import type { Input } from "@lezer/common";

const chunkSize = 4096;

/**
 * Text for the parser with a limit on how often it may be re-read: a tokenizer that looks ahead to the
 * end of the file at every token (`r#"r#"r#"…`) would otherwise take hours for a megabyte.
 * Throws a RangeError past the limit.
 */
export class BoundedInput implements Input {
  readonly length: number;
  readonly lineChunks = false;
  private left: number;

  constructor(private readonly text: string) {
    this.length = text.length;
    this.left = 2000 + 64 * Math.ceil(text.length / chunkSize);
  }

  chunk(from: number): string {
    if (--this.left < 0) throw new RangeError("the text cannot be tokenized in bounded time");
    return this.text.slice(from, from + chunkSize);
  }

  read(from: number, to: number): string {
    return this.text.slice(from, to);
  }
}
