import { packageBehind } from "./dependency";
import type { LockFile } from "./lock";
import type { Manifest } from "./manifest";
import type { ManifestDependency } from "./manifestDependency";
import type { EdgeUse, LockMetadata } from "./metadata";
import type { PackageView } from "./project";
import type { ResolvedDependency } from "./resolved";

/** From what is left out to what is linked. */
export const edgeUses: readonly EdgeUse[] = ["off", "build", "unsure", "normal"];
const build = edgeUses.indexOf("build");
const unsure = edgeUses.indexOf("unsure");
const normal = edgeUses.indexOf("normal");

/** Uses of the edges of each lock, worked out once for all its guests. */
export class EdgeRanks {
  private readonly perLock = new Map<LockFile, { readonly ranks: Uint8Array; readonly owners: Owners }>();
  private readonly views = new Map<LockFile, PackageView[]>();

  constructor(packages: readonly PackageView[]) {
    for (const view of packages) {
      if (view.lock === null || view.row < 0) continue;
      const views = this.views.get(view.lock);
      if (views === undefined) this.views.set(view.lock, [view]);
      else views.push(view);
    }
  }

  /**
   * What the manifests at hand say about the edges of a lock, by index in `edgeUses`: a dependency of `[build-dependencies]` or `[dev-dependencies]`
   * only builds, one that is optional or bound to a target may be off. Edges of packages without a manifest stay unsure: a lock does not tell kinds.
   */
  of(lock: LockFile, guest: PackageView): Uint8Array {
    let known = this.perLock.get(lock);
    if (known === undefined) {
      const ranks = new Uint8Array(lock.edges.length).fill(unsure);
      const owners: Owners = new Map();
      for (const view of this.views.get(lock) ?? [])
        if (view.manifest.plainNames !== null || view.manifest.dependencies.length > 0)
          owners.set(view.row, view);
      for (const view of owners.values())
        if (!rankPlain(lock, view, ranks))
          rank(lock, view.row, view.manifest.dependencies, view.home.root, ranks);
      this.perLock.set(lock, (known = { ranks, owners }));
    }
    // Of two packages on one row the guest itself speaks.
    if (known.owners.get(guest.row) === guest || guest.dependencies.length === 0) return known.ranks;
    const own = known.ranks.slice();
    rank(lock, guest.row, guest.dependencies, null, own);
    return own;
  }
}

type Owners = Map<number, PackageView>;

/** Most members list what their entry of the lock does, in the same order, and link all of it. False where this one may not. */
function rankPlain(lock: LockFile, { manifest, row }: PackageView, ranks: Uint8Array): boolean {
  const names = manifest.plainNames;
  const start = lock.edgeStarts[row]!;
  const end = lock.edgeStarts[row + 1]!;
  if (names?.length !== end - start) return false;
  for (let at = 0; at < names.length; at++)
    if (lock.names[lock.edges[start + at]!] !== names[at]) return false;
  ranks.fill(normal, start, end);
  return true;
}

/** `root` tells what inherited ones mean, where that is not worked in yet. */
function rank(
  lock: LockFile,
  row: number,
  dependencies: readonly ManifestDependency[] | readonly ResolvedDependency[],
  root: Manifest | null,
  ranks: Uint8Array,
): void {
  const start = lock.edgeStarts[row]!;
  const end = lock.edgeStarts[row + 1]!;
  const nameOf = (own: ManifestDependency | ResolvedDependency): string =>
    root === null ? own.package : packageBehind(own as ManifestDependency, root);
  // Many manifests list what their entry of the lock does, in the same order, each name once.
  let isSame = end - start === dependencies.length;
  let before = "";
  for (let at = 0; isSame && at < dependencies.length; at++) {
    const own = dependencies[at]!;
    const name = nameOf(own);
    isSame = lock.names[lock.edges[start + at]!] === name && name > before;
    ranks[start + at] = rankOf(own);
    before = name;
  }
  if (isSame) return;
  const uses = new Map<string, number>();
  for (const own of dependencies) {
    const name = nameOf(own);
    uses.set(name, Math.max(uses.get(name) ?? 0, rankOf(own)));
  }
  for (let edge = start; edge < end; edge++) ranks[edge] = uses.get(lock.names[lock.edges[edge]!]!) ?? unsure;
}

function rankOf({ kind, optional, target }: ManifestDependency | ResolvedDependency): number {
  return kind !== "normal" ? build : optional || target !== null ? unsure : normal;
}

/** The same from the output of cargo. */
export function metadataRanks(lock: LockFile, { useOf }: LockMetadata): Uint8Array {
  const ranks = new Uint8Array(lock.edges.length);
  for (let row = 0; row < lock.count; row++)
    for (let edge = lock.edgeStarts[row]!; edge < lock.edgeStarts[row + 1]!; edge++)
      ranks[edge] = edgeUses.indexOf(useOf(row, lock.edges[edge]!));
  return ranks;
}
