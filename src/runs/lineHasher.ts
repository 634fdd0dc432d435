import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { lineHashKernel, type HashLines } from "./lineHashKernel";
import { mostPages } from "./lineHashPages";
import { lineHash } from "./runJson";
import { textLines } from "./textLines";

const pageBytes = 2 ** 16;
/** Behind the text, which are read and do not count. */
const slack = 8;

/** A file that was read, until the next one is. */
export interface ReadFile {
  readonly bytes: Uint8Array;
  /** Once, and the bytes are no more: `lineHash` of its lines by their numbers (ascending, from 1 on), as far as it has them. */
  hashes(lines: readonly number[]): string[];
}

/** Reads files one after the other into one memory, in which their lines are hashed. */
export class LineHasher {
  private readonly memory = new WebAssembly.Memory({ initial: 4, maximum: mostPages });
  private readonly hash: HashLines;

  constructor() {
    const module = new WebAssembly.Module(lineHashKernel());
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    this.hash = exports["hash"] as HashLines;
  }

  /** A file that was said to have `size` bytes. Throws what reading throws. */
  read(file: string, size: number): ReadFile {
    const bytes = this.readInPlace(file, size);
    if (bytes !== null) return { bytes, hashes: (lines) => this.hashesOf(size, lines) };
    const whole = readFileSync(file);
    return { bytes: whole, hashes: (lines) => plainHashes(whole, lines) };
  }

  /** Null for what does not fit, or has another size by now. */
  private readInPlace(file: string, size: number): Uint8Array | null {
    if (!this.hasRoom(size + slack)) return null;
    const handle = openSync(file, "r");
    try {
      const all = new Uint8Array(this.memory.buffer, 0, size + 1);
      return readSync(handle, all, 0, size + 1, null) === size ? all.subarray(0, size) : null;
    } finally {
      closeSync(handle);
    }
  }

  private hashesOf(size: number, lines: readonly number[]): string[] {
    const at = (size + slack + 3) & -4;
    const isPlaced = this.hasRoom(at + 4 * lines.length);
    const words = new Int32Array(this.memory.buffer, isPlaced ? at : 0, isPlaced ? lines.length : 0);
    if (isPlaced) words.set(lines);
    const found = isPlaced ? this.hash(size, at, lines.length) : -1;
    if (found < 0) return plainHashes(Buffer.from(this.memory.buffer, 0, size), lines);
    const hashes: string[] = [];
    for (let i = 0; i < found; i++) hashes.push((words[i]! >>> 0).toString(16).padStart(8, "0"));
    return hashes;
  }

  private hasRoom(bytes: number): boolean {
    const more = bytes - this.memory.buffer.byteLength;
    if (more <= 0) return true;
    if (bytes > mostPages * pageBytes) return false;
    try {
      this.memory.grow(Math.ceil(more / pageBytes));
      return true;
    } catch {
      return false;
    }
  }
}

function plainHashes(bytes: Buffer, lines: readonly number[]): string[] {
  return textLines(bytes, lines).map(lineHash);
}
