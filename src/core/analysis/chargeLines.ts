import type { LineTable, MetricColumns } from "../profile/model";
import type { DebugPart } from "../symbols/types";
import { fastChargeLines } from "./fastChargeLines";
import { maxInlineDepth, maxLine } from "./lineKernel";

/** Cost of instructions by source line. */
export interface ChargedLines {
  readonly lines: LineTable;
  /** What found a line, by metric. */
  readonly charged: Float64Array;
  /** Row of the line that each instruction stands at; -1 for none. */
  readonly rowOf: Int32Array;
}

/**
 * Cost of instructions (ascending, all of them among the part's) by source line: self to the innermost frame, total once
 * to every line of the inlining chain. Neighbours of one place are added up first, and what was inlined where is added
 * up once for each instance, not for each instruction in it.
 */
export function chargeLines(
  part: DebugPart,
  pcs: Float64Array,
  metrics: readonly string[],
  columns: readonly Float64Array[],
): ChargedLines {
  return fastChargeLines(part, pcs, metrics, columns) ?? plainChargeLines(part, pcs, metrics, columns);
}

/** The same without WebAssembly: what the fast way is measured against, and where there is none. */
export function plainChargeLines(
  part: DebugPart,
  pcs: Float64Array,
  metrics: readonly string[],
  columns: readonly Float64Array[],
): ChargedLines {
  // 1. Stretches of instructions with one place.
  const stretches = stretchesOf(part, pcs);
  // 2. A row for each line that is named, and the row that each instance was inlined at.
  const rows = new LineRowIds(part.files);
  const count = stretches.node.length;
  const own = new Int32Array(count);
  for (let i = 0; i < count; i++) own[i] = rows.of(stretches.file[i]!, stretches.line[i]!);
  const { nodes } = part;
  const { parent } = nodes;
  const { end, node: nodeOf } = stretches;
  const isUsed = new Uint8Array(nodes.length);
  for (let i = 0; i < count; i++) if (nodeOf[i]! >= 0) isUsed[nodeOf[i]!] = 1;
  for (let node = nodes.length - 1; node >= 0; node--)
    if (isUsed[node] === 1 && parent[node]! >= 0) isUsed[parent[node]!] = 1;
  const site = new Int32Array(nodes.length).fill(-1);
  for (let node = 0; node < nodes.length; node++)
    if (isUsed[node] === 1 && parent[node]! >= 0) site[node] = rows.of(nodes.file(node), nodes.line(node));
  // 3. Of several frames of a chain at one line the outermost counts for all.
  const counts = new Uint8Array(nodes.length);
  for (let node = 0; node < nodes.length; node++)
    if (site[node]! >= 0 && !isAbove(parent, site, parent[node]!, site[node]!)) counts[node] = 1;
  const ownCounts = new Uint8Array(count);
  for (let i = 0; i < count; i++)
    if (own[i]! >= 0 && !isAbove(parent, site, nodeOf[i]!, own[i]!)) ownCounts[i] = 1;
  // 4. Metric by metric.
  const charged = new Float64Array(metrics.length);
  const self: Float64Array[] = [];
  const total: Float64Array[] = [];
  const below = new Float64Array(nodes.length);
  columns.forEach((column, metric) => {
    const ofSelf = new Float64Array(rows.length);
    const ofTotal = new Float64Array(rows.length);
    below.fill(0);
    let found = 0;
    for (let i = 0, at = 0; i < count; i++) {
      let sum = 0;
      for (const stop = end[i]!; at < stop; at++) {
        const value = column[at]!;
        if (value !== 0) sum += value;
      }
      if (sum === 0) continue;
      const row = own[i]!;
      if (row >= 0) {
        ofSelf[row]! += sum;
        found += sum;
        if (ownCounts[i] === 1) ofTotal[row]! += sum;
      }
      if (nodeOf[i]! >= 0) below[nodeOf[i]!]! += sum;
    }
    for (let node = nodes.length - 1; node >= 0; node--) {
      const sum = below[node]!;
      if (sum === 0) continue;
      if (counts[node] === 1) ofTotal[site[node]!]! += sum;
      if (parent[node]! >= 0) below[parent[node]!]! += sum;
    }
    charged[metric] = found;
    self.push(ofSelf);
    total.push(ofTotal);
  });
  const { lines, places } = rows.table(metrics, self, total);
  const rowOf = new Int32Array(pcs.length).fill(-1);
  for (let i = 0, at = 0; i < count; at = end[i++]!)
    if (own[i]! >= 0) rowOf.fill(places[own[i]!]!, at, end[i]);
  return { lines, charged, rowOf };
}

/** Instructions from the end of the one before to `end` stand at one place; file -1 and line 0 unknown. */
interface Stretches {
  readonly end: Int32Array;
  readonly node: Int32Array;
  readonly file: Int32Array;
  readonly line: Int32Array;
}

function stretchesOf(part: DebugPart, pcs: Float64Array): Stretches {
  const { length } = pcs;
  const end = new Int32Array(length);
  const nodes = new Int32Array(length);
  const files = new Int32Array(length);
  const lines = new Int32Array(length);
  let count = -1;
  let at = 0;
  for (let i = 0; i < length;) {
    while (part.pcs[at]! < pcs[i]!) at++;
    const stop = i + Math.max(1, sideBySide(part.pcs, at, pcs, i));
    for (let isFirst = true; i < stop; i++, at++, isFirst = false) {
      if (!isFirst && part.follows(at)) continue;
      if (count >= 0) end[count] = i;
      const node = part.node(at);
      const file = part.file(at);
      const line = part.line(at);
      if (count < 0 || node !== nodes[count] || line !== lines[count] || file !== files[count]) {
        count++;
        nodes[count] = node;
        files[count] = file;
        lines[count] = line;
      }
    }
  }
  if (count >= 0) end[count] = length;
  count++;
  return {
    end: end.subarray(0, count),
    node: nodes.subarray(0, count),
    file: files.subarray(0, count),
    line: lines.subarray(0, count),
  };
}

/** How many of `all` from `at` on are those of `some` from `i` on; both ascend, and all of `some` are among `all`. */
function sideBySide(all: Float64Array, at: number, some: Float64Array, i: number): number {
  let low = 0;
  let high = Math.min(all.length - at, some.length - i);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (all[at + middle - 1] === some[i + middle - 1]) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Whether an instance, or one that it is in, was inlined at a row. */
function isAbove(parent: Int32Array, site: Int32Array, from: number, row: number): boolean {
  let node = from;
  for (let i = 0; node >= 0 && i < maxInlineDepth; i++) {
    if (site[node] === row) return true;
    node = parent[node]!;
  }
  return false;
}

/** Rows of lines as they are met. */
class LineRowIds {
  private readonly rows = new Map<number, number>();
  private readonly keys: number[] = [];

  constructor(private readonly files: readonly string[]) {}

  get length(): number {
    return this.keys.length;
  }

  /** -1 for what is no line. */
  of(file: number, line: number): number {
    if (!(line > 0 && line < maxLine)) return -1;
    // A file without a name is none.
    const key = (file >= 0 && this.files[file] === "" ? 0 : file + 1) * maxLine + line;
    let row = this.rows.get(key);
    if (row === undefined) {
      row = this.keys.push(key) - 1;
      this.rows.set(key, row);
    }
    return row;
  }

  /** By file in order of name, then by line; with the place of each row there. */
  table(
    metrics: readonly string[],
    self: readonly Float64Array[],
    total: readonly Float64Array[],
  ): { lines: LineTable; places: Int32Array } {
    const nameOf = (file: number): string => (file === 0 ? "" : this.files[file - 1]!);
    const used = [...new Set(this.keys.map((key) => Math.floor(key / maxLine)))];
    used.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const rank = new Map(used.map((file, i) => [file, i]));
    const length = this.keys.length;
    // Keys with the rank in place of the file are in order of the table, and numbers are sorted without being compared here.
    const sorted = new Float64Array(length);
    for (let row = 0; row < length; row++) {
      const key = this.keys[row]!;
      sorted[row] = rank.get(Math.floor(key / maxLine))! * maxLine + (key % maxLine);
    }
    sorted.sort();
    const order = new Int32Array(length);
    const places = new Int32Array(length);
    const file = new Int32Array(length);
    const line = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      file[i] = Math.floor(sorted[i]! / maxLine);
      line[i] = sorted[i]! % maxLine;
      order[i] = this.rows.get(used[file[i]!]! * maxLine + line[i]!)!;
      places[order[i]!] = i;
    }
    const columns = (from: readonly Float64Array[]): MetricColumns =>
      Object.fromEntries(metrics.map((id, metric) => [id, inOrder(from[metric]!, order)]));
    const lines = { length, files: used.map(nameOf), file, line, self: columns(self), total: columns(total) };
    return { lines, places };
  }
}

function inOrder(column: Float64Array, order: Int32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}
