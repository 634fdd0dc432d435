import type { CallTree, LineTable, Metric } from "../profile/model";
import { selfByGroup, treeTotals } from "./treeTotals";

/**
 * The lines of a tree whose frames say where they stood: `self` of the innermost frame, `total` also of the lines that it
 * was inlined into, a line counted once. Null where no frame has a line.
 */
export function treeLines(tree: CallTree, metrics: readonly Metric[]): LineTable | null {
  const { frames } = tree;
  const files: string[] = [];
  const fileRows = new Map<string, number>();
  const rows = new Map<string, number>();
  const file: number[] = [];
  const line: number[] = [];
  const group = new Int32Array(frames.length).fill(-1);
  for (let node = 0; node < tree.length; node++) {
    const frame = tree.frame[node]!;
    const name = frames.file[frame] ?? null;
    const at = frames.line[frame]!;
    if (group[frame]! >= 0 || name === null || name === "" || !(at > 0)) continue;
    let fileRow = fileRows.get(name);
    if (fileRow === undefined) fileRows.set(name, (fileRow = files.push(name) - 1));
    const key = `${fileRow}:${at}`;
    let row = rows.get(key);
    if (row === undefined) {
      rows.set(key, (row = file.push(fileRow) - 1));
      line.push(at);
    }
    group[frame] = row;
  }
  if (file.length === 0) return null;
  // Cost climbs from an inlined frame to the one it was inlined into, never from a callee to its caller.
  const climbs = frames.inlined.includes(1);
  const prefix = climbs
    ? tree.prefix.map((parent, node) => (frames.inlined[tree.frame[node]!] === 1 ? parent : -1))
    : tree.prefix;
  const self: Record<string, Float64Array> = {};
  const total: Record<string, Float64Array> = {};
  for (const { id } of metrics) {
    if (climbs) {
      const sums = treeTotals({ ...tree, prefix }, id, group, file.length);
      self[id] = sums.self;
      total[id] = sums.total;
    } else {
      self[id] = selfByGroup(tree, id, group, file.length);
      total[id] = self[id].slice();
    }
  }
  return {
    length: file.length,
    files,
    file: Int32Array.from(file),
    line: Int32Array.from(line),
    self,
    total,
  };
}
