import { GuestFault } from "../../guestFault";
import { panicExit } from "./faults";
import type { Sp1Segment } from "./image";
import { layout } from "./layout";

/** Bytes of a page: 2^14. */
export const pageBits = 14;
const pageWords = (1 << pageBits) / 4;
/** Places for pages that are found without a search. */
export const slots = 4096;
/** Most pages that a guest may touch: 1 GB. */
const mostPages = 65536;

/**
 * Memory of 2^40 bytes, of which only the pages that are touched are there; all else is 0. A page stands in `words`
 * where `places[page & 4095]` says, if `tags[page & 4095]` is its number: what the interpreter looks at itself.
 */
export class Sp1Memory {
  /** All pages behind one another; another array after one was added. */
  words = new Int32Array(pageWords * 16);
  /** Per 8 bytes, in which chunk they were last used; another array after a page was added. */
  seen = new Uint8Array(this.words.length / 2);
  readonly tags = new Int32Array(slots).fill(-1);
  readonly places = new Int32Array(slots);
  /** Number of the chunk that runs, as `seen` says it: 1 to 255. */
  chunk = 1;
  private readonly places2 = new Map<number, number>();
  /** Pages as they were when the snapshot was taken, by place; null without one. */
  private saved: Map<number, Int32Array> | null = null;

  constructor(segments: readonly Sp1Segment[]) {
    for (const { address, bytes } of segments)
      for (let at = 0; at < bytes.length;) {
        const page = Math.floor((address + at) / (1 << pageBits));
        const from = (address + at) % (1 << pageBits);
        const part = Math.min(bytes.length - at, (1 << pageBits) - from);
        const place = this.place(page);
        new Uint8Array(this.words.buffer, place * 4 + from, part).set(bytes.subarray(at, at + part));
        at += part;
      }
  }

  /** Word index of a page's first word; the page is made where it is not there. */
  place(page: number): number {
    const slot = page & (slots - 1);
    if (this.tags[slot] === page) return this.places[slot]!;
    const place = this.places2.get(page) ?? this.add(page);
    this.tags[slot] = page;
    this.places[slot] = place;
    return place;
  }

  /** Index of the low word of 8 aligned bytes. Throws GuestFault beyond 2^40. */
  index(address: number): number {
    if (!(address >= 0 && address < layout.end))
      throw new GuestFault(`touched 0x${address.toString(16)}, beyond 2^40`, panicExit);
    const inPage = (address % (1 << pageBits)) >> 2;
    return this.place(Math.floor(address / (1 << pageBits))) + (inPage & ~1);
  }

  /** Bytes as they are; pages that are not there are 0 and stay so. */
  copy(address: number, length: number): Uint8Array {
    if (!(address >= 0 && address + length <= layout.end))
      throw new GuestFault(
        `read ${length.toLocaleString("en-US")} bytes from 0x${address.toString(16)}, beyond 2^40`,
        panicExit,
      );
    const out = new Uint8Array(length);
    for (let at = 0; at < length;) {
      const from = (address + at) % (1 << pageBits);
      const part = Math.min(length - at, (1 << pageBits) - from);
      const place = this.places2.get(Math.floor((address + at) / (1 << pageBits)));
      if (place !== undefined) out.set(new Uint8Array(this.words.buffer, place * 4 + from, part), at);
      at += part;
    }
    return out;
  }

  /** From now on pages that are written are kept as they were; `keep` has to be called before each write. */
  snapshot(): void {
    this.saved = new Map();
  }

  /** Keeps the page in which a word stands. */
  keep(word: number): void {
    const place = word - (word % pageWords);
    if (this.saved !== null && !this.saved.has(place))
      this.saved.set(place, this.words.slice(place, place + pageWords));
  }

  restore(): void {
    for (const [place, words] of this.saved ?? []) this.words.set(words, place);
    this.saved = null;
  }

  /** All words are unused again. */
  nextChunk(): void {
    if (this.chunk === 255) {
      this.seen.fill(0);
      this.chunk = 0;
    }
    this.chunk++;
  }

  private add(page: number): number {
    const count = this.places2.size;
    if (count >= mostPages)
      throw new GuestFault("used more memory than the embedded engine keeps (1 GB)", panicExit);
    const place = count * pageWords;
    if (place + pageWords > this.words.length) {
      const words = new Int32Array(this.words.length * 2);
      words.set(this.words);
      this.words = words;
      const seen = new Uint8Array(words.length / 2);
      seen.set(this.seen);
      this.seen = seen;
    }
    this.places2.set(page, place);
    return place;
  }
}
