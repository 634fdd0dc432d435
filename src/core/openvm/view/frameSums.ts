import type { CellStacks, FrameKind } from "../cellStacks";

export interface FrameSum {
  readonly group: string;
  /** As the file has it. */
  readonly name: string;
  readonly figure: number;
}

/** A figure added up by group and the nearest frame of a kind at or above each node. */
export function frameSums(stacks: CellStacks, kind: FrameKind, column: Float64Array | null): FrameSum[] {
  if (column === null) return [];
  const { trie, frames } = stacks;
  const isGroup = frames.map((frame) => frame.kind === "group");
  const isWanted = frames.map((frame) => frame.kind === kind);
  const groups = new Int32Array(trie.length);
  const nearest = new Int32Array(trie.length);
  const sums = new Map<number, number>();
  for (let node = 0; node < trie.length; node++) {
    const parent = trie.parentOf(node);
    const frame = trie.keyOf(node);
    groups[node] = isGroup[frame] ? frame : parent < 0 ? -1 : groups[parent]!;
    nearest[node] = isWanted[frame] ? frame : parent < 0 ? -1 : nearest[parent]!;
    const value = column[node]!;
    if (value === 0 || nearest[node]! < 0) continue;
    const key = (groups[node]! + 1) * frames.length + nearest[node]!;
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return [...sums].map(([key, figure]) => {
    const group = Math.floor(key / frames.length) - 1;
    return {
      group: group < 0 ? "" : frames[group]!.text,
      name: frames[key % frames.length]!.text,
      figure,
    };
  });
}
