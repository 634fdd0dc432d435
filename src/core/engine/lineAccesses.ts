import type { LineAccesses, MetricColumns } from "../profile/model";
import type { PcAccesses } from "./types";

/** Accesses of instructions by source line: `rowOf` gives the line of an instruction, -1 for none, of `length` lines. */
export function lineAccesses(of: PcAccesses, rowOf: Int32Array, length: number): LineAccesses {
  const { classes, prices, index, kind, count } = of;
  // 1. Which of them are of a line, line by line.
  const end = new Int32Array(length + 1);
  for (let i = 0; i < index.length; i++) {
    const row = rowOf[index[i]!]!;
    if (row >= 0) end[row + 1]!++;
  }
  for (let row = 0; row < length; row++) end[row + 1]! += end[row]!;
  const order = new Int32Array(end[length]!);
  const next = end.slice();
  for (let i = 0; i < index.length; i++) {
    const row = rowOf[index[i]!]!;
    if (row >= 0) order[next[row]!++] = i;
  }
  // 2. Those of a line and class become one.
  const start = new Int32Array(length + 1);
  const kinds = new Uint8Array(order.length);
  const counts = new Float64Array(order.length);
  const sums = new Float64Array(classes.length);
  let at = 0;
  for (let row = 0; row < length; row++) {
    const first = at;
    for (let i = end[row]!; i < end[row + 1]!; i++) {
      const of = kind[order[i]!]!;
      if (sums[of] === 0) kinds[at++] = of;
      sums[of]! += count[order[i]!]!;
    }
    sortFew(kinds, first, at);
    for (let i = first; i < at; i++) {
      counts[i] = sums[kinds[i]!]!;
      sums[kinds[i]!] = 0;
    }
    start[row + 1] = at;
  }
  return { classes, prices, start, kind: kinds.slice(0, at), count: counts.slice(0, at) };
}

/** What the accesses of each line add up to, by measure; measures that are nought everywhere are left out. */
export function accessMeasures(lines: LineAccesses, measures: PcAccesses["measures"]): MetricColumns {
  const { start, kind, count } = lines;
  const length = start.length - 1;
  const all = Object.entries(measures).map(([id, each]) => ({ id, each, column: new Float64Array(length) }));
  const used = new Set<string>();
  const ofClass = lines.classes.map((_, of) => all.filter(({ each }) => each[of] !== 0));
  for (let row = 0; row < length; row++)
    for (let i = start[row]!; i < start[row + 1]!; i++)
      for (const { id, each, column } of ofClass[kind[i]!]!) {
        used.add(id);
        column[row]! += count[i]! * each[kind[i]!]!;
      }
  return Object.fromEntries(all.filter(({ id }) => used.has(id)).map(({ id, column }) => [id, column]));
}

/** By hand: a line has few classes. */
function sortFew(values: Uint8Array, first: number, end: number): void {
  for (let i = first + 1; i < end; i++) {
    const value = values[i]!;
    let at = i;
    for (; at > first && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
    values[at] = value;
  }
}
