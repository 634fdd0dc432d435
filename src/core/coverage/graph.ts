import { edgeUses } from "./edges";
import type { LockFile } from "./lock";
import { lockPlace } from "./lock";
import type { EdgeUse } from "./metadata";
import type { GitSource, ResolvedPackage } from "./resolved";
import { isCratesIo, readGitSource } from "./source";
import type { Place } from "./types";

/** What a package of the lock reaches, breadth first; columns by row of the lock. */
export interface Reach {
  readonly root: number;
  /** Rows in order: linked ones by distance, then what only builds, then what is off. */
  readonly order: readonly number[];
  /** The row before it on the shortest chain; -1 at the root and where not reached. */
  readonly parent: Int32Array;
  /** null where not reached. */
  useOf(row: number): EdgeUse | null;
}

/** Walks the lock from a row, edges ranked as `edgeUses` has them; cycles and missing rows are fine. The use of a package is the best among its chains, of a chain its weakest edge. */
export function reachFrom(lock: LockFile, root: number, ranks: Uint8Array): Reach {
  const { edges, edgeStarts } = lock;
  const best = new Int8Array(lock.count).fill(-1);
  const parent = new Int32Array(lock.count).fill(-1);
  const order: number[] = [];

  // Widening rounds: what normal edges alone reach, then with unsure ones, build, off. A chain of the first two rounds may mix them:
  // its shortest form is found by the second round, so only the rank is kept from the first.
  const walk = (least: number, rank: number, keepOrder: boolean): void => {
    const queue: number[] = keepOrder ? [...order] : [];
    const seen = new Uint8Array(lock.count);
    for (const row of queue) seen[row] = 1;
    if (seen[root] === 0) {
      queue.push(root);
      seen[root] = 1;
      if (keepOrder) order.push(root);
      if (best[root] === -1) best[root] = rank;
    }
    for (let at = 0; at < queue.length; at++) {
      const from = queue[at]!;
      for (let edge = edgeStarts[from]!; edge < edgeStarts[from + 1]!; edge++) {
        const to = edges[edge]!;
        if (seen[to] === 1 || ranks[edge]! < least) continue;
        seen[to] = 1;
        queue.push(to);
        if (best[to] === -1) best[to] = rank;
        if (keepOrder) {
          order.push(to);
          parent[to] = from;
        }
      }
    }
  };
  // Where no edge is unsure, both of the first rounds reach the same.
  const isSure = !ranks.includes(2);
  if (!isSure) walk(3, 3, false);
  walk(2, isSure ? 3 : 2, true);
  for (let rank = 1; rank >= 0 && order.length < lock.count; rank--) walk(rank, rank, true);
  return { root, order, parent, useOf: (row) => (best[row]! < 0 ? null : edgeUses[best[row]!]!) };
}

/** What every guest of a lock shares: sources taken apart and dependency lists, made once. */
interface LockRows {
  readonly gits: readonly (GitSource | null)[];
  readonly cratesIo: readonly boolean[];
  readonly dependencies: readonly (readonly number[])[];
}

const sharedRows = new WeakMap<LockFile, LockRows>();

function rowsOf(lock: LockFile): LockRows {
  let rows = sharedRows.get(lock);
  if (rows === undefined) {
    const { edges, edgeStarts } = lock;
    rows = {
      gits: lock.sources.map(readGitSource),
      cratesIo: lock.sources.map(isCratesIo),
      dependencies: lock.names.map((_, row) =>
        distinct(edges.subarray(edgeStarts[row]!, edgeStarts[row + 1]!)),
      ),
    };
    sharedRows.set(lock, rows);
  }
  return rows;
}

function distinct(rows: Int32Array): readonly number[] {
  // A hash table for a few numbers costs more than it saves.
  if (rows.length > 64) return [...new Set(rows)];
  const list: number[] = [];
  let last = -1;
  // Cargo sorts them: what is greater than all before needs no search.
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (row <= last && list.includes(row)) continue;
    list.push(row);
    if (row > last) last = row;
  }
  return list;
}

/** One reached copy; the chain is made when asked, since a lock may be deep and wide. */
class ReachedPackage implements ResolvedPackage {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly git: GitSource | null;
  readonly cratesIo: boolean;
  readonly dependencies: readonly number[];
  private chain: readonly string[] | null = null;

  constructor(
    private readonly lock: LockFile,
    private readonly reach: Reach,
    private readonly rows: LockRows,
    readonly id: number,
    readonly features: readonly string[] | null,
    readonly declared: Place | null,
    readonly users: number[] = [],
  ) {
    this.name = lock.names[id]!;
    this.version = lock.versions[id]!;
    this.source = lock.sources[id]!;
    this.git = rows.gits[id]!;
    this.cratesIo = rows.cratesIo[id]!;
    this.dependencies = rows.dependencies[id]!;
  }

  withDeclared(place: Place): ReachedPackage {
    return new ReachedPackage(this.lock, this.reach, this.rows, this.id, this.features, place, this.users);
  }

  get place(): Place {
    return lockPlace(this.lock, this.id);
  }

  get use(): EdgeUse {
    return this.reach.useOf(this.id) ?? "unsure";
  }

  get path(): readonly string[] {
    if (this.chain === null) {
      const names: string[] = [];
      for (let row = this.id; row >= 0; row = this.reach.parent[row]!) names.push(this.lock.names[row]!);
      this.chain = names.reverse();
    }
    return this.chain;
  }
}

/** The reached packages as objects, root first. `declared` gives the guest's own entry by row. */
export function packagesOf(
  lock: LockFile,
  reach: Reach,
  featuresOf: (row: number) => readonly string[] | null,
): ReachedPackage[] {
  const rows = rowsOf(lock);
  const byRow = new Array<ReachedPackage | undefined>(lock.count);
  const packages: ReachedPackage[] = [];
  for (const row of reach.order)
    packages.push((byRow[row] = new ReachedPackage(lock, reach, rows, row, featuresOf(row), null)));
  for (const { id, dependencies } of packages)
    for (let at = 0; at < dependencies.length; at++) byRow[dependencies[at]!]?.users.push(id);
  return packages;
}

/** What a guest reaches and, as objects, root first. */
export interface Graph {
  readonly reach: Reach;
  readonly packages: readonly ReachedPackage[];
}

interface KeptGraph extends Graph {
  readonly ranks: Uint8Array;
}

const kept = new WeakMap<LockFile, Map<number, KeptGraph>>();

/** The graph of a row of the lock, kept while the lock and the uses of its edges stay the same: most keystrokes change neither. */
export function graphOf(lock: LockFile, row: number, ranks: Uint8Array): Graph {
  const graphs = kept.get(lock) ?? new Map<number, KeptGraph>();
  kept.set(lock, graphs);
  const held = graphs.get(row);
  if (held !== undefined && isSame(held.ranks, ranks)) return held;
  const reach = reachFrom(lock, row, ranks);
  const graph = { ranks, reach, packages: packagesOf(lock, reach, () => null) };
  graphs.set(row, graph);
  return graph;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; a !== b && at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** The packages with the guest's own entries, by row; the others are shared between answers. */
export function withDeclared(
  packages: readonly ReachedPackage[],
  declared: ReadonlyMap<number, Place>,
): readonly ResolvedPackage[] {
  return packages.map((item) => {
    const place = declared.get(item.id);
    return place === undefined ? item : item.withDeclared(place);
  });
}
