import type { LineAccesses, MetricColumns } from "../profile/model";
import type { PcAccesses } from "./types";

/** Accesses of instructions by source line: `rowOf` gives the line of an instruction, -1 for none, of `length` lines. */
export function lineAccesses(of: PcAccesses, rowOf: Int32Array, length: number): LineAccesses {
  const { classes, prices, index, kind, count } = of;
  // 1. A table of lines by the classes that there are, which are few.
  const number = new Int32Array(classes.length).fill(-1);
  for (let i = 0; i < kind.length; i++) number[kind[i]!] = 0;
  const used = [...number.keys()].filter((of) => number[of] === 0);
  used.forEach((of, at) => (number[of] = at));
  const sums = new Float64Array(length * used.length);
  for (let i = 0; i < index.length; i++) {
    const row = rowOf[index[i]!]!;
    if (row >= 0) sums[row * used.length + number[kind[i]!]!]! += count[i]!;
  }
  // 2. What is not nought in it.
  const start = new Int32Array(length + 1);
  const kinds = new Uint8Array(index.length);
  const counts = new Float64Array(index.length);
  let found = 0;
  for (let row = 0, at = 0; row < length; row++) {
    for (let of = 0; of < used.length; of++, at++) {
      if (sums[at] === 0) continue;
      kinds[found] = used[of]!;
      counts[found++] = sums[at]!;
    }
    start[row + 1] = found;
  }
  return { classes, prices, start, kind: kinds.subarray(0, found), count: counts.subarray(0, found) };
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
