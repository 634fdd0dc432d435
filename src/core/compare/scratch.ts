/** What is smaller costs less to make than to look for. */
const leastBytes = 16 * 1024;
/** As much is kept for the next one, and as many pieces of memory. */
const mostBytes = 16 * 2 ** 20;
const mostPieces = 24;

/**
 * Arrays for a piece of work that is soon over. The next one writes into the same memory: of a large list they take tens
 * of megabytes, which would else be asked of the system, page by page, and given back by collections of all garbage.
 * What they hold at first is anything.
 */
export class Scratch {
  private readonly taken: ArrayBuffer[] = [];

  private constructor(private readonly kept: Kept) {}

  static open(): Scratch {
    let kept = shared?.deref();
    if (kept === undefined) shared = new WeakRef((kept = new Kept()));
    return new Scratch(kept);
  }

  doubles(length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.take(8 * length), 0, length);
  }

  ints(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.take(4 * length), 0, length);
  }

  words(length: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.take(4 * length), 0, length);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.take(length), 0, length);
  }

  /** The work is over: nothing may look at its arrays any more. */
  close(): void {
    for (const piece of this.taken) this.kept.giveBack(piece);
    this.taken.length = 0;
  }

  private take(bytes: number): ArrayBuffer {
    if (bytes < leastBytes) return new ArrayBuffer(bytes);
    const piece = this.kept.take(bytes);
    this.taken.push(piece);
    return piece;
  }
}

/** Memory that nobody uses now, the largest pieces last. */
class Kept {
  private readonly free: ArrayBuffer[] = [];
  private bytes = 0;

  /** The smallest piece that is large enough, unless it is far too large. */
  take(bytes: number): ArrayBuffer {
    const at = this.free.findIndex(({ byteLength }) => byteLength >= bytes);
    const found = this.free[at];
    if (found === undefined || found.byteLength > 4 * bytes) return new ArrayBuffer(bytes);
    this.free.splice(at, 1);
    this.bytes -= found.byteLength;
    return found;
  }

  giveBack(piece: ArrayBuffer): void {
    if (this.bytes + piece.byteLength > mostBytes || this.free.length >= mostPieces) return;
    const at = this.free.findIndex(({ byteLength }) => byteLength >= piece.byteLength);
    this.free.splice(at < 0 ? this.free.length : at, 0, piece);
    this.bytes += piece.byteLength;
  }
}

/** Not for longer than until all garbage is collected next, while nobody is at work. */
let shared: WeakRef<Kept> | null = null;
