import { ByteNames } from "./scan/byteNames";
import { indexOfByte, sameBytes, Words } from "./scan/byteWords";
import { StackTrie } from "./stackTrie";

const semicolon = 0x3b;
const space = 0x20;
const openSquare = 0x5b;
const closeSquare = 0x5d;
/** Stacks that are kept as a whole, and how long they may be: 16 MB at most. */
const mostKnown = 8192;
const longestKnown = 2048;
/** Whole stacks are looked up as long as this many are not missed in vain; each one found is worth so many. */
const patience = 8192;
const worth = 4;

/**
 * `root;caller;callee` → the node of a trie. A stack that came before is known as a whole; of any other one, what it shares
 * with the one before it is not looked up again. Files whose stacks are all different, as stackcollapse writes them, soon
 * go without the first.
 */
export class FoldedPaths {
  readonly nodes = new StackTrie();
  private readonly frames = new ByteNames();
  private readonly words = new Words();
  /** Whole stacks, and the node of each. */
  private known = new ByteNames(false);
  private knownNodes: number[] = [];
  private credit = patience;
  /** The stack before: its bytes, where each frame ends, and the node of each. */
  private previous = new Uint8Array(1024);
  private previousView = new DataView(this.previous.buffer);
  private previousLength = 0;
  private ends = new Int32Array(64);
  private path = new Int32Array(64);
  private depth = 0;

  /** Of the frames, by key of the trie. */
  get names(): readonly string[] {
    return this.frames.names;
  }

  /** The node of the stack at [from, to); -1 for one without a frame. */
  node(bytes: Uint8Array, from: number, to: number): number {
    if (this.credit <= 0) return this.walk(bytes, from, to);
    const mayAdd = this.known.length < mostKnown && to - from <= longestKnown;
    const id = this.known.id(bytes, from, to, mayAdd);
    if (id >= 0 && id < this.knownNodes.length) {
      this.credit = Math.min(patience, this.credit + worth);
      return this.knownNodes[id]!;
    }
    const node = this.walk(bytes, from, to);
    if (id >= 0) this.knownNodes.push(node);
    if (--this.credit <= 0) {
      this.known = new ByteNames(false);
      this.knownNodes = [];
    }
    return node;
  }

  private walk(bytes: Uint8Array, from: number, to: number): number {
    const view = this.words.of(bytes);
    const most = Math.min(to - from, this.previousLength);
    const same = sameBytes(view, from, this.previousView, 0, most);
    let depth = 0;
    while (depth < this.depth && this.endsAgain(bytes, from, depth, same)) depth++;
    let at = depth === 0 ? from : from + this.ends[depth - 1]! + 1;
    let node = depth === 0 ? -1 : this.path[depth - 1]!;
    const changed = at - from;
    while (at < to) {
      const end = frameEnd(view, at, to);
      if (end > at) {
        node = this.nodes.child(node, this.frames.id(bytes, at, end));
        if (depth === this.path.length) this.grow();
        this.ends[depth] = end - from;
        this.path[depth++] = node;
      } else if (depth > 0) this.ends[depth - 1] = end - from;
      at = end + 1;
    }
    this.depth = depth;
    this.keep(bytes, from, to, changed);
    return node;
  }

  /** Whether the frame at this depth ends where it did in the stack before; `same` bytes are equal. */
  private endsAgain(bytes: Uint8Array, from: number, depth: number, same: number): boolean {
    const end = this.ends[depth]!;
    if (end >= same || bytes[from + end] !== semicolon) return false;
    // The byte behind a separator tells whether it is one.
    return end + 1 < same || bytes[from + end + 1] !== space;
  }

  private keep(bytes: Uint8Array, from: number, to: number, changed: number): void {
    const length = to - from;
    if (length > this.previous.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.previous.subarray(0, changed));
      this.previous = grown;
      this.previousView = new DataView(grown.buffer);
    }
    this.previous.set(bytes.subarray(from + changed, to), changed);
    this.previousLength = length;
  }

  private grow(): void {
    const [ends, path] = [this.ends, this.path];
    this.ends = new Int32Array(2 * ends.length);
    this.path = new Int32Array(2 * path.length);
    this.ends.set(ends);
    this.path.set(path);
  }
}

/** Where the frame at `at` ends: at a `;`, but for one in brackets before a blank, as no tool writes one behind a separator. */
function frameEnd(view: DataView, at: number, to: number): number {
  let squares = 0;
  let counted = at;
  for (let from = at; ;) {
    const end = indexOfByte(view, semicolon, from, to);
    // `[u8; 32]` is one frame.
    if (end + 1 >= to || view.getUint8(end + 1) !== space) return end;
    for (; counted < end; counted++) {
      const c = view.getUint8(counted);
      if (c === openSquare) squares++;
      else if (c === closeSquare) squares--;
    }
    if (squares <= 0) return end;
    from = end + 1;
  }
}
