import { CycleLensError } from "../../errors";
import type { CallTree, Metric, Profile } from "../../profile/model";
import { demangle } from "../../symbols/demangle";
import { FrameBook } from "../frameBook";
import { withoutHashes } from "../functionNames";
import { LineSums } from "../lineSums";
import { StackTrie } from "../stackTrie";
import { treeProfile } from "../treeProfile";
import { isAllocator, isBareFrame, isStandardFrame } from "./allocators";
import { parseDhatFrame, type DhatFrame } from "./frameText";
import { figureKeys, type DhatTables, type FigureKey } from "./tables";

const again = "check that the file is what dhat wrote at the end of the run, or make it again";
const noStackName = "[no stack]";

/** What a frame of the file stands for. */
interface Known {
  readonly frame: DhatFrame;
  readonly name: string;
  /** Row of the book's functions. */
  readonly func: number;
  /** The address as a number of this file; -1 for none. */
  readonly place: number;
  /** Row of the line sums; -1 unknown. */
  readonly line: number;
  readonly allocator: boolean;
  readonly standard: boolean;
  /** Says too little of itself: what it was inlined into tells. */
  readonly bare: boolean;
}

/** Joins the tables once the file is read. @throws CycleLensError `bad-input`, `unsupported`, `overflow`, `too-large`. */
export function dhatProfileOf(tables: DhatTables, file: string, complete: boolean): Profile {
  check(tables, complete);
  const warnings: string[] = [];
  const metrics = metricsOf(tables);
  const sums = new LineSums(metrics.map(({ metric }) => metric.id));
  const book = new FrameBook();
  const tree = callTree(tables, metrics, book, sums);
  if (!complete)
    warnings.push(
      `${file} is truncated: ${tables.hasFrames ? "the profile holds what could be read" : "the names of the functions were not read"}`,
    );
  if (tables.oddPoints > 0)
    warnings.push(`${tables.oddPoints} program points have figures that are none; they were left out`);
  if (tables.cutFrames > 0)
    warnings.push(`${tables.cutFrames} outer frames of very deep stacks were left out`);
  return treeProfile({
    format: "dhat",
    variant: tables.texts.mode,
    file,
    // Only dhat-rs measures in time; valgrind counts instructions.
    engine: { name: isDhatRs(tables) ? "dhat-rs" : "valgrind dhat", version: null },
    outcome: complete
      ? { status: "ok", message: null }
      : { status: "truncated", message: "the dhat file is cut off" },
    metrics: metrics.map(({ metric }) => metric),
    functions: book.functions,
    tree,
    lines: sums.table(),
    warnings,
  });
}

function check(tables: DhatTables, complete: boolean): void {
  if (tables.version === null)
    throw new CycleLensError("bad-input", "no dhat file: it names no dhatFileVersion", again);
  if (tables.version !== 2)
    throw new CycleLensError(
      "unsupported",
      `the dhat file has version ${tables.version}, not 2`,
      "use dhat-rs 0.3 or newer, or valgrind 3.17 or newer",
    );
  if (!complete && tables.points === 0)
    throw new CycleLensError("bad-input", "the dhat file ends before its first program point", again);
}

function isDhatRs(tables: DhatTables): boolean {
  return tables.texts.mode === "rust-heap" || tables.texts.tu === "µs";
}

interface DhatMetric {
  readonly metric: Metric;
  readonly column: number;
}

/** Bytes and blocks over the run, at the peak and at the end; in ad-hoc mode the file's own units and events. */
function metricsOf(tables: DhatTables): DhatMetric[] {
  const bytes = tables.texts.bsu ?? "bytes";
  const blocks = tables.texts.bksu ?? "blocks";
  const names: Readonly<Record<FigureKey, readonly [string, string]>> = {
    tb: [bytes, bytes],
    tbk: [blocks, blocks],
    gb: [`${bytes} at t-gmax`, bytes],
    gbk: [`${blocks} at t-gmax`, blocks],
    eb: [`${bytes} at t-end`, bytes],
    ebk: [`${blocks} at t-end`, blocks],
    rb: [`${bytes} read`, bytes],
    wb: [`${bytes} written`, bytes],
  };
  const metrics: DhatMetric[] = [];
  figureKeys.forEach((key, column) => {
    const [id, unit] = names[key];
    if (key !== "tb" && !tables.seen.has(key)) return;
    // A file may call both the same.
    const taken = metrics.some(({ metric }) => metric.id === id);
    metrics.push({ metric: { id: taken ? `${id} (${key})` : id, unit }, column });
  });
  return metrics;
}

/**
 * The stacks with the allocator's own frames left out. What stands between the allocation site and the allocator, the
 * standard library's `Vec` and `Box`, stays in the tree as frames without a row: its cost is the site's.
 */
function callTree(
  tables: DhatTables,
  metrics: readonly DhatMetric[],
  book: FrameBook,
  sums: LineSums,
): CallTree {
  const { prefix, key, length } = tables.stacks;
  const look = reader(tables, book, sums);
  const trie = new StackTrie();
  const callers = new CallerNodes(trie, prefix, (node) => look(key[node]!), book);
  // Nearest node up the stack that is nobody's library; -1 where there is none.
  const site = new Int32Array(length);
  const standard = new Uint8Array(length);
  for (let node = 0; node < length; node++) {
    const here = look(key[node]!);
    const parent = prefix[node]!;
    const into = here.bare && parent >= 0 && isInlined(here, look(key[parent]!)) ? standard[parent]! : 0;
    standard[node] = here.standard ? 1 : into;
    site[node] = !here.allocator && standard[node] === 0 ? node : parent < 0 ? -1 : site[parent]!;
  }
  const { values } = tables;
  const ends = new Int32Array(values.length);
  for (let ending = 0; ending < values.length; ending++) {
    const node = values.nodeAt(ending);
    const at = site[node]! >= 0 ? site[node]! : innermost(node);
    // 1. What lies between the site and the allocator, outermost first.
    const between: number[] = [];
    for (let inner = node; inner !== at; inner = prefix[inner]!)
      if (!look(key[inner]!).allocator) between.push(inner);
    let place = callers.node(at);
    for (let i = between.length - 1; i >= 0; i--) {
      const { name, frame } = look(key[between[i]!]!);
      place = trie.child(place, book.marker(name, frame.file));
    }
    ends[ending] = place;
    // 2. The site's line, and the lines that the site was inlined into.
    const lines = inlineLines(at);
    metrics.forEach(({ column }, k) => {
      const value = values.valueAt(ending, column);
      if (value === 0) return;
      if (lines[0]! >= 0) sums.addSelf(lines[0]!, k, value);
      for (const row of lines) if (row >= 0) sums.addTotal(row, k, value);
    });
  }
  let charge: (self: Float64Array, column: number) => void = () => undefined;
  if (tables.noStack.some((value) => value > 0)) {
    const node = trie.child(-1, book.frame(book.func(noStackName, null, 0), false));
    charge = (self, column) => (self[node] = tables.noStack[column]!);
  }
  const selfOf = (column: number): Float64Array => {
    const self = new Float64Array(trie.length);
    for (let ending = 0; ending < values.length; ending++)
      self[ends[ending]!]! += values.valueAt(ending, column);
    charge(self, column);
    return self;
  };
  return {
    length: trie.length,
    frames: book.table(),
    prefix: trie.prefix,
    frame: trie.key,
    self: Object.fromEntries(metrics.map(({ metric, column }) => [metric.id, selfOf(column)])),
  };

  /** Of a stack that is library through and through: the first frame that is no allocator. */
  function innermost(node: number): number {
    let at = node;
    while (at >= 0 && look(key[at]!).allocator) at = prefix[at]!;
    return at < 0 ? node : at;
  }

  function inlineLines(node: number): number[] {
    const first = look(key[node]!);
    const rows = [first.line];
    for (let at = prefix[node]!; at >= 0; at = prefix[at]!) {
      const next = look(key[at]!);
      if (!isInlined(first, next)) break;
      if (!rows.includes(next.line)) rows.push(next.line);
    }
    return rows;
  }
}

/** Nodes of the tree for the file's stacks; only stacks that somebody asks for get some. */
class CallerNodes {
  private readonly known: Int32Array;

  constructor(
    private readonly trie: StackTrie,
    private readonly prefix: Int32Array,
    private readonly look: (node: number) => Known,
    private readonly book: FrameBook,
  ) {
    this.known = new Int32Array(prefix.length).fill(-1);
  }

  node(of: number): number {
    const missing: number[] = [];
    let at = of;
    for (; at >= 0 && this.known[at]! < 0; at = this.prefix[at]!) missing.push(at);
    let node = at < 0 ? -1 : this.known[at]!;
    for (const next of missing.reverse()) {
      const parent = this.prefix[next]!;
      const here = this.look(next);
      const caller = parent < 0 ? null : this.look(parent);
      node = this.trie.child(node, this.book.frame(here.func, caller !== null && isInlined(here, caller)));
      this.known[next] = node;
    }
    return node;
  }
}

/** Frames of one address are one place of the program: all but the outermost were inlined. */
function isInlined(inner: Known, outer: Known): boolean {
  return inner.place >= 0 && inner.place === outer.place;
}

/** Takes the frames of the file apart, each once. */
function reader(tables: DhatTables, book: FrameBook, sums: LineSums): (row: number) => Known {
  const known = new Map<number, Known>();
  const places = new Map<string, number>();
  const placeOf = (address: string | null): number => {
    if (address === null) return -1;
    let place = places.get(address);
    if (place === undefined) places.set(address, (place = places.size));
    return place;
  };
  return (row) => {
    const held = known.get(row);
    if (held) return held;
    const text = tables.frames[row];
    const frame = parseDhatFrame(text ?? `[frame ${row}${tables.hasFrames ? "" : ": name cut off"}]`);
    const name = nameOf(frame);
    const made: Known = {
      frame,
      name,
      func: book.func(name, frame.file, frame.line, frame.name === name ? null : frame.name),
      place: placeOf(frame.address),
      line: sums.row(frame.file, frame.line),
      allocator: isAllocator(frame),
      standard: isStandardFrame(frame),
      bare: isBareFrame(frame),
    };
    known.set(row, made);
    return made;
  };
}

function nameOf({ name, object }: DhatFrame): string {
  if (name !== "???") return withoutHashes(/^_?_?(?:ZN|R)/.test(name) ? demangle(name) : name);
  return object === null ? "[unknown]" : `[${object.replace(/^.*[/\\]/, "")}]`;
}
