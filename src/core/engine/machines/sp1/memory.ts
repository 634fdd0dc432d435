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

/** Memory that is given from outside: pages of a window stand in order, all others behind it as they are touched. */
export interface Sp1Backing {
  readonly words: Int32Array;
  readonly seen: Uint8Array;
  readonly tags: Int32Array;
  readonly places: Int32Array;
  /** Number of the window's first page, and how many it has. */
  readonly firstPage: number;
  readonly windowPages: number;
}

/**
 * Memory of 2^40 bytes, of which only the pages that are touched are there; all else is 0. A page stands in `words`
 * where `places[page & 4095]` says, if `tags[page & 4095]` is its number: what the interpreter looks at itself.
 */
export class Sp1Memory {
  /** All pages behind one another; another array after one was added, where none was given. */
  words: Int32Array;
  /** Per 8 bytes, in which chunk they were last used; another array after a page was added. */
  seen: Uint8Array;
  readonly tags: Int32Array;
  readonly places: Int32Array;
  /** Number of the chunk that runs, as `seen` says it: 1 to 255. */
  chunk = 1;
  private readonly places2 = new Map<number, number>();
  /** Pages as they were when the snapshot was taken, by place; null without one. */
  private saved: Map<number, Int32Array> | null = null;

  constructor(
    segments: readonly Sp1Segment[],
    private readonly backing: Sp1Backing | null = null,
  ) {
    this.words = backing?.words ?? new Int32Array(pageWords * 16);
    this.seen = backing?.seen ?? new Uint8Array(this.words.length / 2);
    this.tags = (backing?.tags ?? new Int32Array(slots)).fill(-1);
    this.places = backing?.places ?? new Int32Array(slots);
    for (const { address, bytes } of segments)
      for (let at = 0; at < bytes.length;) {
        const page = Math.floor((address + at) / (1 << pageBits));
        const from = (address + at) % (1 << pageBits);
        const part = Math.min(bytes.length - at, (1 << pageBits) - from);
        const place = this.place(page);
        this.bytes(place * 4 + from, part).set(bytes.subarray(at, at + part));
        at += part;
      }
  }

  /** Word index of a page's first word; the page is made where it is not there. */
  place(page: number): number {
    const slot = page & (slots - 1);
    if (this.tags[slot] === page) return this.places[slot]!;
    const place = this.known(page) ?? this.add(page);
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

  /** Puts bytes, a multiple of 8, at an address that is one; the words are unused then. Throws GuestFault beyond 2^40. */
  put(address: number, bytes: Uint8Array<ArrayBuffer>): void {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (let at = 0; at < bytes.length;) {
      const part = Math.min(bytes.length - at, (1 << pageBits) - ((address + at) % (1 << pageBits)));
      const word = this.index(address + at);
      this.words.set(words.subarray(at / 4, (at + part) / 4), word);
      this.seen.fill(0, word / 2, word / 2 + part / 8);
      at += part;
    }
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
      const place = this.known(Math.floor((address + at) / (1 << pageBits)));
      if (place !== undefined) out.set(this.bytes(place * 4 + from, part), at);
      at += part;
    }
    return out;
  }

  /** Numbers of the pages that were touched; of memory that was given, those outside of its window. */
  pages(): readonly number[] {
    return [...this.places2.keys()];
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
      // Page by page, so that what was never touched is not made.
      for (let at = 0; at < this.seen.length; at += pageWords) {
        const part = this.seen.subarray(at, at + pageWords);
        if (part.some((chunk) => chunk !== 0)) part.fill(0);
      }
      this.chunk = 0;
    }
    this.chunk++;
  }

  private bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.words.buffer, this.words.byteOffset + at, length);
  }

  private known(page: number): number | undefined {
    if (this.backing !== null) {
      const inWindow = page - this.backing.firstPage;
      if (inWindow >= 0 && inWindow < this.backing.windowPages) return inWindow * pageWords;
    }
    return this.places2.get(page);
  }

  private add(page: number): number {
    const count = this.places2.size + (this.backing?.windowPages ?? 0);
    const place = count * pageWords;
    const isFull = this.backing === null ? count >= mostPages : place >= this.words.length;
    if (isFull) throw new GuestFault("used more memory than the embedded engine keeps (1 GB)", panicExit);
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
