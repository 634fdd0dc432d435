import type { LockFile } from "./lock";
import type { EdgeUse, LockMetadata } from "./metadata";
import type { PackageView } from "./project";

/** From what is left out to what is linked. */
export const edgeUses: readonly EdgeUse[] = ["off", "build", "unsure", "normal"];
const unsure = edgeUses.indexOf("unsure");

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
        if (view.manifest.dependencies.length > 0) owners.set(view.row, view);
      for (const view of owners.values()) rank(lock, view, ranks);
      this.perLock.set(lock, (known = { ranks, owners }));
    }
    // Of two packages on one row the guest itself speaks.
    if (known.owners.get(guest.row) === guest || guest.dependencies.length === 0) return known.ranks;
    const own = known.ranks.slice();
    rank(lock, guest, own);
    return own;
  }
}

type Owners = Map<number, PackageView>;

function rank(lock: LockFile, view: PackageView, ranks: Uint8Array): void {
  const uses = new Map<string, number>();
  for (const { package: name, kind, optional, target } of view.dependencies) {
    const use: EdgeUse = kind !== "normal" ? "build" : optional || target !== null ? "unsure" : "normal";
    uses.set(name, Math.max(uses.get(name) ?? 0, edgeUses.indexOf(use)));
  }
  for (let edge = lock.edgeStarts[view.row]!; edge < lock.edgeStarts[view.row + 1]!; edge++)
    ranks[edge] = uses.get(lock.names[lock.edges[edge]!]!) ?? unsure;
}

/** The same from the output of cargo. */
export function metadataRanks(lock: LockFile, { useOf }: LockMetadata): Uint8Array {
  const ranks = new Uint8Array(lock.edges.length);
  for (let row = 0; row < lock.count; row++)
    for (let edge = lock.edgeStarts[row]!; edge < lock.edgeStarts[row + 1]!; edge++)
      ranks[edge] = edgeUses.indexOf(useOf(row, lock.edges[edge]!));
  return ranks;
}
