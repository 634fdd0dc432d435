import { safeName } from "../../profile/names";
import { hashBytes, sameBytes, Words } from "./byteWords";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Names as bytes → small integers, without a string for a name that is known. */
export class ByteNames {
  /** As `make` gave them, in order of first sight. */
  readonly names: string[] = [];
  private arena = new Uint8Array(4096);
  private arenaView = new DataView(this.arena.buffer);
  private readonly words = new Words();
  private arenaLength = 0;
  private starts = new Uint32Array(256);
  private ends = new Uint32Array(256);
  private hashes = new Int32Array(256);
  private slots = new Int32Array(1024).fill(-1);

  /** How many are known. */
  length = 0;

  /** @param keepNames false where only the ids matter. */
  constructor(private readonly keepNames = true) {}

  /** The id of the name at [from, to); -1 for a new one that is not to be added. */
  id(bytes: Uint8Array, from: number, to: number, add = true): number {
    const view = this.words.of(bytes);
    const h = hashBytes(view, from, to);
    const mask = this.slots.length - 1;
    let at = h & mask;
    for (let id = this.slots[at]!; id >= 0; id = this.slots[at]!) {
      if (this.hashes[id] === h && this.equals(id, view, from, to)) return id;
      at = (at + 1) & mask;
    }
    return add ? this.add(bytes, from, to, h, at) : -1;
  }

  private equals(id: number, view: DataView, from: number, to: number): boolean {
    const start = this.starts[id]!;
    const length = to - from;
    return (
      this.ends[id]! - start === length && sameBytes(view, from, this.arenaView, start, length) === length
    );
  }

  private add(bytes: Uint8Array, from: number, to: number, h: number, slot: number): number {
    const id = this.length++;
    if (this.keepNames) this.names.push(safeName(utf8.decode(bytes.subarray(from, to))));
    if (this.arenaLength + to - from > this.arena.length) {
      const grown = new Uint8Array(Math.max(2 * this.arena.length, this.arenaLength + to - from));
      grown.set(this.arena);
      this.arena = grown;
      this.arenaView = new DataView(grown.buffer);
    }
    if (id === this.starts.length) {
      this.starts = longer(this.starts, new Uint32Array(2 * id));
      this.ends = longer(this.ends, new Uint32Array(2 * id));
      this.hashes = longer(this.hashes, new Int32Array(2 * id));
    }
    this.arena.set(bytes.subarray(from, to), this.arenaLength);
    this.starts[id] = this.arenaLength;
    this.arenaLength += to - from;
    this.ends[id] = this.arenaLength;
    this.hashes[id] = h;
    this.slots[slot] = id;
    if (this.length * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    const mask = this.slots.length - 1;
    for (let id = 0; id < this.length; id++) {
      let at = this.hashes[id]! & mask;
      while (this.slots[at]! >= 0) at = (at + 1) & mask;
      this.slots[at] = id;
    }
  }
}

function longer<T extends Uint32Array | Int32Array>(old: T, into: T): T {
  into.set(old);
  return into;
}
