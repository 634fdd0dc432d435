import { CycleLensError } from "../errors";
import type { CallTree, Metric, Profile } from "../profile/model";
import type { Importer } from "./artefact";
import { isCount, parseCountAt } from "./foldedCount";
import { FoldedPaths } from "./foldedPaths";
import { openvmStackMetric } from "./openvmStacks";
import { encodingOf } from "./textLines";
import { readByteLines } from "./scan/byteLines";
import { NodeColumn } from "./stackTrie";
import { treeProfile } from "./treeProfile";
import type { TreeFunction } from "./treeProfile";

const space = 0x20;
/** Lines that are looked at before it is settled whether each has one count or two. */
const heldLines = 1000;
const heldBytes = 65536;
/** A line this long without an end, and of more frames, is taken for one stack. */
const longLine = 65536;
const fewFrames = 100;
const samples: Metric = { id: "samples", unit: "samples" };
/** The first count of a differential file. */
const before: Metric = { id: "before", unit: "samples" };

/**
 * Folded (collapsed) stacks of Brendan Gregg's scripts, inferno, perf, py-spy: `root;caller;callee COUNT` a line, or
 * `… BEFORE AFTER` in every line of a differential file. No unit, no lines; `_[k]`, `_[i]`, `_[j]`, `_[w]` are marks, not
 * parts of a name. Memory: the call tree and the names.
 */
export const folded: Importer = {
  format: "folded",

  detect(head) {
    const encoding = encodingOf(head);
    if (encoding === "utf-8" && head.includes(0)) return false;
    const lines = new TextDecoder(encoding).decode(head).split("\n");
    // Recursion a thousand frames deep fills the head with one line.
    if (lines.length === 1 && head.length >= longLine) return isDeepStack(lines[0]!);
    if (lines.length > 1) lines.pop();
    const filled = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
    const stacks = filled.filter(isFoldedLine);
    if (stacks.length === filled.length) return stacks.length > 0;
    // A line that a tool lost among stacks is told and left out.
    return (
      stacks.length > 0.9 * filled.length &&
      stacks.filter((line) => line.includes(";")).length > 0.5 * filled.length
    );
  },

  async import(source, context) {
    const stacks = new FoldedStacks();
    const dropped = await readByteLines(source, context, (bytes, from, to, ended) =>
      stacks.line(bytes, from, to, ended),
    );
    stacks.settle();
    return {
      format: "folded",
      variant: stacks.variant(source.name),
      file: source.name,
      profile: stacks.profile(source.name, dropped),
      warnings: [],
    };
  },
};

function isDeepStack(start: string): boolean {
  return start.split(";").length > fewFrames && !/[\0-\x1f]|^\s*[[{<]/.test(start);
}

function isFoldedLine(line: string): boolean {
  const at = Math.max(line.lastIndexOf(" "), line.lastIndexOf("\t"));
  return at > 0 && isCount(line.slice(at + 1));
}

/** Where a line's counts stand; reused from line to line. */
interface Counts {
  stackEnd: number;
  last: number;
  /** NaN where there is one count only. */
  first: number;
}

class FoldedStacks {
  differential = false;
  private settled = false;
  private held: Uint8Array[] = [];
  private heldSize = 0;
  private readonly paths = new FoldedPaths();
  private readonly after = new NodeColumn();
  private readonly before = new NodeColumn();
  private read = 0;
  private skipped = 0;
  private singles = 0;
  private cut = false;
  private unended = false;
  private readonly counts: Counts = { stackEnd: 0, last: NaN, first: NaN };

  line(bytes: Uint8Array, from: number, to: number, ended: boolean): void {
    this.unended = !ended;
    if (this.settled) return this.add(bytes, from, to, ended);
    // Not `slice`: on a Node Buffer that is a view.
    this.held.push(new Uint8Array(bytes.subarray(from, to)));
    this.heldSize += to - from;
    if (this.held.length >= heldLines || this.heldSize >= heldBytes) this.settle(!ended);
  }

  /** Every line that was looked at has two counts: then they are two, else one. */
  settle(lastIsCut = this.unended): void {
    if (this.settled) return;
    let two = 0;
    let one = 0;
    for (const line of this.held) {
      this.countsOf(line, 0, line.length);
      if (Number.isNaN(this.counts.last)) continue;
      if (Number.isNaN(this.counts.first)) one++;
      else two++;
    }
    this.differential = two > 0 && one === 0;
    this.settled = true;
    const { held } = this;
    this.held = [];
    held.forEach((line, i) => this.add(line, 0, line.length, !(lastIsCut && i === held.length - 1)));
  }

  /** OpenVM's own stacks say in their name what they count. */
  variant(file: string): string | null {
    if (this.differential) return "differential";
    return openvmStackMetric(file) === null ? null : "openvm";
  }

  profile(file: string, dropped: number): Profile {
    if (this.read === 0)
      throw new CycleLensError(
        "bad-input",
        `${file} holds no folded stacks`,
        "give a file with lines of `root;caller;callee COUNT`, as stackcollapse and inferno-collapse write them",
      );
    const warnings: string[] = [];
    const lost = this.skipped + dropped;
    if (lost > 0)
      warnings.push(`${lost.toLocaleString("en-US")} lines are no \`stack COUNT\` and were left out`);
    if (this.singles > 0)
      warnings.push(
        `${this.singles.toLocaleString("en-US")} lines of a differential file have one count: it was taken as the later one`,
      );
    if (this.unended && !this.cut)
      warnings.push("the last line has no line break: if the file was cut, its count may be too small");
    const own = this.differential ? null : openvmStackMetric(file);
    const { tree, functions } = this.tables(own ?? samples);
    return treeProfile({
      format: "folded",
      variant: this.variant(file),
      file,
      engine: { name: own === null ? "folded stacks" : "OpenVM", version: null },
      metrics: this.differential ? [samples, before] : [own ?? samples],
      tree,
      functions,
      lines: null,
      outcome: this.cut
        ? { status: "truncated", message: "the last line is cut off" }
        : { status: "ok", message: null },
      warnings,
    });
  }

  private tables({ id }: Metric): { tree: CallTree; functions: TreeFunction[] } {
    const raw = this.paths.names;
    const rows = new Map<string, number>();
    const functions: TreeFunction[] = [];
    const inlined = new Uint8Array(raw.length);
    const func = Int32Array.from(raw, (text, frame) => {
      const mark = /^(.+)_\[([kwij])\]$/s.exec(text);
      const plain = mark?.[1] ?? text;
      if (mark?.[2] === "i") inlined[frame] = 1;
      let row = rows.get(plain);
      if (row === undefined)
        rows.set(plain, (row = functions.push({ name: plain, rawName: null, file: null, line: 0 }) - 1));
      return row;
    });
    const { nodes } = this.paths;
    const length = nodes.length;
    return {
      tree: {
        length,
        frames: {
          length: raw.length,
          name: Array.from(func, (row) => functions[row]!.name),
          func,
          file: new Array<string | null>(raw.length).fill(null),
          line: new Int32Array(raw.length),
          inlined,
        },
        prefix: nodes.prefix.slice(),
        frame: nodes.key.slice(),
        self: {
          [id]: this.after.take(length),
          ...(this.differential ? { before: this.before.take(length) } : {}),
        },
      },
      functions,
    };
  }

  private add(bytes: Uint8Array, lineStart: number, to: number, ended: boolean): void {
    let from = lineStart;
    while (from < to && isBlank(bytes[from]!)) from++;
    // Blank lines, and comments as some tools write them at the top.
    if (from >= to || bytes[from] === 0x23) return;
    this.countsOf(bytes, from, to);
    const { last, first, stackEnd } = this.counts;
    if (Number.isNaN(last)) {
      if (ended) this.skipped++;
      else this.cut = true;
      return;
    }
    const two = this.differential && !Number.isNaN(first);
    if (this.differential && !two) this.singles++;
    const node = this.paths.node(
      bytes,
      from,
      two || Number.isNaN(first) ? stackEnd : this.oneCountEnd(bytes, to),
    );
    if (node < 0) {
      this.skipped++;
      return;
    }
    this.read++;
    this.after.add(node, last);
    if (this.differential) this.before.add(node, two ? first : 0);
  }

  /** Where the stack ends if only the last number is its count. */
  private oneCountEnd(bytes: Uint8Array, to: number): number {
    let at = to;
    while (isBlank(bytes[at - 1]!)) at--;
    while (!isBlank(bytes[at - 1]!)) at--;
    while (isBlank(bytes[at - 1]!)) at--;
    return at;
  }

  /** Takes up to two counts from the end of the line into `counts`. */
  private countsOf(bytes: Uint8Array, from: number, to: number): void {
    const { counts } = this;
    counts.first = counts.last = NaN;
    let end = to;
    while (end > from && isBlank(bytes[end - 1]!)) end--;
    let at = end;
    while (at > from && !isBlank(bytes[at - 1]!)) at--;
    if (at === from) return;
    counts.last = parseCountAt(bytes, at, end);
    end = at;
    while (end > from && isBlank(bytes[end - 1]!)) end--;
    counts.stackEnd = end;
    if (Number.isNaN(counts.last) || (this.settled && !this.differential)) return;
    at = end;
    while (at > from && !isBlank(bytes[at - 1]!)) at--;
    const second = at === from ? NaN : parseCountAt(bytes, at, end);
    if (Number.isNaN(second)) return;
    counts.first = second;
    while (at > from && isBlank(bytes[at - 1]!)) at--;
    counts.stackEnd = at;
  }
}

function isBlank(c: number): boolean {
  return c === space || c === 0x09;
}
