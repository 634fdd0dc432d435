import type { CallTree, Metric } from "../../profile/model";
import type { FrameBook } from "../frameBook";
import type { LineSums } from "../lineSums";
import { StackTrie } from "../stackTrie";
import { KnownFrames, Kind } from "./knownFrames";
import { figureKeys } from "./pointReader";
import type { DhatTables } from "./tables";

const noStackName = "[no stack]";

/** A metric and the column of program points that it stands in. */
export interface DhatMetric {
  readonly metric: Metric;
  readonly column: number;
}

/**
 * The stacks with the allocator's own frames left out. What stands between the allocation site and the allocator, the
 * standard library's `Vec` and `Box`, stays in the tree as frames without a row: its cost is the site's. The tables' stacks
 * cannot be used afterwards.
 */
export function callTree(
  tables: DhatTables,
  metrics: readonly DhatMetric[],
  book: FrameBook,
  sums: LineSums,
): CallTree {
  const stacks = new Stacks(tables, new KnownFrames(tables, book, sums));
  const ends = stacks.ends();
  chargeLines(tables, metrics, stacks, sums);
  const { trie } = stacks;
  let noStack = -1;
  if (tables.noStack.some((value) => value > 0))
    noStack = trie.child(-1, book.frame(book.func(noStackName, null, 0), false));
  trie.seal();
  const selfOf = (column: number): Float64Array => {
    const self = new Float64Array(trie.length);
    const figures = tables.values.column(column);
    if (figures)
      for (let ending = 0; ending < ends.length; ending++) self[ends[ending]!]! += figures[ending]!;
    if (noStack >= 0) self[noStack] = tables.noStack[column]!;
    return self;
  };
  return {
    length: trie.length,
    frames: book.table(),
    prefix: trie.prefix,
    frame: trie.key,
    self: Object.fromEntries(metrics.map(({ metric, column }) => [metric.id, selfOf(column)])),
  };
}

/** The file's stacks, whose nodes name rows of the known frames, and the tree's nodes that stand for them. */
class Stacks {
  readonly trie = new StackTrie();
  /** Row of the known frames, a node. */
  private readonly row: Int32Array;
  private readonly prefix: Int32Array;
  /** Nearest node up the stack that is nobody's library, itself included; -1 where there is none. */
  private readonly site: Int32Array;
  /** Node of the tree; -1 where nobody asked yet. */
  private readonly known: Int32Array;
  private waiting = new Int32Array(256);

  constructor(
    private readonly tables: DhatTables,
    readonly frames: KnownFrames,
  ) {
    const { prefix, key, length } = tables.stacks;
    this.prefix = prefix;
    // The file's rows give way to those of the known frames, in the same memory.
    const row = (this.row = key);
    this.trie.replace(tables.stacks);
    const site = (this.site = new Int32Array(length));
    this.known = new Int32Array(length).fill(-1);
    const standard = new Uint8Array(length);
    for (let node = 0; node < length; node++) {
      const here = (row[node] = frames.row(key[node]!));
      const kind = frames.kind[here]!;
      const parent = prefix[node]!;
      const into = (kind & Kind.Bare) !== 0 && parent >= 0 && this.isInlined(here, row[parent]!);
      const library = (kind & Kind.Standard) !== 0 || (into && standard[parent] === 1);
      standard[node] = library ? 1 : 0;
      const isSite = !library && (kind & Kind.Allocator) === 0;
      site[node] = isSite ? node : parent < 0 ? -1 : site[parent]!;
    }
  }

  /** Where a stack was allocated: of one that is library through and through, its first frame that is no allocator. */
  siteOf(node: number): number {
    if (this.site[node]! >= 0) return this.site[node]!;
    let at = node;
    while (at >= 0 && this.isAllocator(at)) at = this.prefix[at]!;
    return at < 0 ? node : at;
  }

  /** Node of the tree for each ending. */
  ends(): Int32Array {
    const { values } = this.tables;
    const { prefix, row, frames, trie } = this;
    const ends = new Int32Array(values.length);
    for (let ending = 0; ending < values.length; ending++) {
      const node = values.nodeAt(ending);
      const at = this.siteOf(node);
      let place = this.caller(at);
      // What lies between the site and the allocator, outermost first.
      let count = 0;
      for (let inner = node; inner !== at; inner = prefix[inner]!)
        if (!this.isAllocator(inner)) this.wait(count++, inner);
      while (count > 0) place = trie.child(place, frames.marker(row[this.waiting[--count]!]!));
      ends[ending] = place;
    }
    return ends;
  }

  /** Rows of the lines of a site and of what it was inlined into, no row twice, into `rows`; returns how many. */
  linesOf(site: number, rows: number[]): number {
    const { frames, row, prefix } = this;
    const first = row[site]!;
    let count = 0;
    rows[count++] = frames.line[first]!;
    for (let at = prefix[site]!; at >= 0 && this.isInlined(first, row[at]!); at = prefix[at]!) {
      const line = frames.line[row[at]!]!;
      let held = 0;
      while (held < count && rows[held] !== line) held++;
      if (held === count) rows[count++] = line;
    }
    return count;
  }

  /** The node of the tree for a node of the file's stacks as a caller; only those that somebody asks for get one. */
  private caller(of: number): number {
    const { prefix, row, known, frames, trie } = this;
    let count = 0;
    let at = of;
    for (; at >= 0 && known[at]! < 0; at = prefix[at]!) this.wait(count++, at);
    let node = at < 0 ? -1 : known[at]!;
    while (count > 0) {
      const next = this.waiting[--count]!;
      const here = row[next]!;
      const parent = prefix[next]!;
      const inlined = parent >= 0 && this.isInlined(here, row[parent]!);
      node = trie.child(node, frames.caller(here, inlined));
      known[next] = node;
    }
    return node;
  }

  private wait(at: number, node: number): void {
    if (at === this.waiting.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.waiting);
      this.waiting = larger;
    }
    this.waiting[at] = node;
  }

  private isAllocator(node: number): boolean {
    return (this.frames.kind[this.row[node]!]! & Kind.Allocator) !== 0;
  }

  /** Frames of one address are one place of the program: all but the outermost were inlined. */
  private isInlined(inner: number, outer: number): boolean {
    const { place } = this.frames;
    return place[inner]! >= 0 && place[inner] === place[outer];
  }
}

/** The site's line, and the lines that the site was inlined into. */
function chargeLines(
  tables: DhatTables,
  metrics: readonly DhatMetric[],
  stacks: Stacks,
  sums: LineSums,
): void {
  const { values } = tables;
  const rows: number[] = [];
  const figures = new Float64Array(figureKeys.length);
  for (let ending = 0; ending < values.length; ending++) {
    const count = stacks.linesOf(stacks.siteOf(values.nodeAt(ending)), rows);
    for (let k = 0; k < metrics.length; k++) figures[k] = values.valueAt(ending, metrics[k]!.column);
    for (let k = 0; k < metrics.length; k++) {
      const value = figures[k]!;
      if (value === 0) continue;
      if (rows[0]! >= 0) sums.addSelf(rows[0]!, k, value);
      for (let i = 0; i < count; i++) if (rows[i]! >= 0) sums.addTotal(rows[i]!, k, value);
    }
  }
}
