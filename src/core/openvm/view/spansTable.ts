import type { CellStacks } from "../cellStacks";
import { instructionColumn } from "../metricsProfile";
import type { Side } from "./side";
import { mostRows, tableOf, TableRows, type TableSpec } from "./tableBuilder";
import type { MetricsTable } from "./types";

const spec: TableSpec = {
  id: "spans",
  texts: ["group", "span"],
  figures: [
    { key: "instructions", unit: "count", better: "less", wholeOf: 2 },
    { key: "cellsUsed", unit: "cells", better: "less", wholeOf: 3 },
    { key: "ownInstructions", unit: "count", better: "less" },
    { key: "ownCells", unit: "cells", better: "less" },
  ],
  sort: 0,
};

/** Longest path that is shown: its end says where one is. */
const longestPath = 400;

/** Instructions and cells of each cycle-tracker span: with the spans in it, and its own. */
export function spansTable(now: Side, before: Side | null): MetricsTable {
  return tableOf(spec, rowsOf(now), before && rowsOf(before));
}

function rowsOf({ stacks, era, spanName }: Side): TableRows {
  const rows = new TableRows(spec.figures.length);
  const ran = instructionColumn(stacks, era.countsTwice);
  const used = stacks.column("cellsUsed");
  const { trie, frames } = stacks;
  const isSpan = frames.map((frame) => frame.kind === "span");
  // 1. Inclusive figures: children stand behind their parents.
  const totals = [ran, used].map((column) => column && inclusive(column, stacks));
  const owns = [ran, used].map((column) => column && ownOfSpans(column, stacks, isSpan));
  // 2. The largest spans only: paths are long.
  let spans: number[] = [];
  for (let node = 0; node < trie.length; node++) if (isSpan[trie.keyOf(node)]) spans.push(node);
  if (spans.length > mostRows) {
    const size = totals[0] ?? totals[1] ?? new Float64Array(trie.length);
    spans = spans.sort((a, b) => size[b]! - size[a]!).slice(0, mostRows);
  }
  for (const node of spans) {
    const row = rows.row(...pathOf(node, stacks, spanName));
    totals.forEach((column, at) => column && rows.add(at, row, column[node]!));
    owns.forEach((column, at) => column && rows.add(2 + at, row, column[node]!));
  }
  return rows;
}

function inclusive(column: Float64Array, { trie }: CellStacks): Float64Array {
  const total = column.slice();
  for (let node = trie.length - 1; node >= 0; node--) {
    const parent = trie.parentOf(node);
    if (parent >= 0) total[parent]! += total[node]!;
  }
  return total;
}

/** What stands below a span without another span between. */
function ownOfSpans(column: Float64Array, { trie }: CellStacks, isSpan: readonly boolean[]): Float64Array {
  const own = new Float64Array(trie.length);
  const owner = new Int32Array(trie.length);
  for (let node = 0; node < trie.length; node++) {
    const parent = trie.parentOf(node);
    owner[node] = isSpan[trie.keyOf(node)] ? node : parent < 0 ? -1 : owner[parent]!;
    if (owner[node]! >= 0) own[owner[node]!]! += column[node]!;
  }
  return own;
}

/** Group and `outer › inner`; a path that is too long loses its beginning, told by an ellipsis. */
function pathOf(
  node: number,
  { trie, frames }: CellStacks,
  spanName: (frame: string) => string,
): readonly [string, string] {
  let path = "";
  let group = "";
  for (let at = node; at >= 0; at = trie.parentOf(at)) {
    const { kind, text } = frames[trie.keyOf(at)]!;
    if (kind === "group") group = text;
    else if (path.length <= longestPath) path = path === "" ? spanName(text) : `${spanName(text)} › ${path}`;
    else if (!path.startsWith("… ")) path = `… ${path}`;
  }
  return [group, path];
}
