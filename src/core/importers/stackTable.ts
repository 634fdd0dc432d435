import { CycleLensError } from "../errors";

const hint = "check that the file is what the tool wrote, or make it again";

/**
 * Order in which every node stands behind its parent: null where the rows already do, else
 * `order[new] = old`. @throws CycleLensError `bad-input` for a cycle or a parent that does not exist.
 */
export function parentsFirst(prefix: Int32Array): Int32Array | null {
  const n = prefix.length;
  let sorted = true;
  for (let i = 0; i < n; i++) {
    const parent = prefix[i]!;
    if (parent >= n) throw new CycleLensError("bad-input", `stack ${i} has parent ${parent} of ${n}`, hint);
    if (parent >= i) sorted = false;
  }
  if (sorted) return null;
  // 1. Children as linked lists in order of row; slot n holds the roots.
  const firstChild = new Int32Array(n + 1).fill(-1);
  const nextSibling = new Int32Array(n).fill(-1);
  for (let i = n - 1; i >= 0; i--) {
    const parent = prefix[i]! < 0 ? n : prefix[i]!;
    nextSibling[i] = firstChild[parent]!;
    firstChild[parent] = i;
  }
  // 2. Level by level from the roots; the order itself is the queue.
  const order = new Int32Array(n);
  let length = 0;
  for (let i = firstChild[n]!; i >= 0; i = nextSibling[i]!) order[length++] = i;
  for (let at = 0; at < length; at++)
    for (let i = firstChild[order[at]!]!; i >= 0; i = nextSibling[i]!) order[length++] = i;
  if (length < n) throw new CycleLensError("bad-input", "the stacks of the profile form a cycle", hint);
  return order;
}

/** Rows of stacks, a column each. */
export interface StackRows {
  readonly prefix: Int32Array;
  readonly frame: Int32Array;
  readonly self: Float64Array;
}

/** The same rows with every parent before its children. @throws CycleLensError as `parentsFirst`. */
export function withParentsFirst(rows: StackRows): StackRows {
  const order = parentsFirst(rows.prefix);
  if (order === null) return rows;
  const place = new Int32Array(order.length);
  order.forEach((old, at) => (place[old] = at));
  return {
    prefix: order.map((old) => (rows.prefix[old]! < 0 ? -1 : place[rows.prefix[old]!]!)),
    frame: order.map((old) => rows.frame[old]!),
    self: Float64Array.from(order, (old) => rows.self[old]!),
  };
}
