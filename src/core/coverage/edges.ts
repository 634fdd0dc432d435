import type { LockFile } from "./lock";
import type { EdgeUse } from "./metadata";
import type { PackageView } from "./project";

/**
 * What the manifests at hand say about the edges of a lock: a dependency of `[build-dependencies]` or `[dev-dependencies]` only builds, one that is optional
 * or bound to a target may be off. Edges of packages without a manifest stay unsure: a lock does not tell kinds.
 */
export function edgeUses(
  lock: LockFile,
  packages: readonly PackageView[],
  guest: PackageView,
): (from: number, to: number) => EdgeUse {
  const byRow = new Map<number, ReadonlyMap<string, EdgeUse>>();
  for (const view of [...packages.filter((item) => item.lock === lock), guest]) {
    if (view.row < 0 || view.lock !== lock) continue;
    const uses = new Map<string, EdgeUse>();
    for (const dependency of view.dependencies) {
      const use: EdgeUse =
        dependency.kind !== "normal"
          ? "build"
          : dependency.optional || dependency.target !== null
            ? "unsure"
            : "normal";
      const before = uses.get(dependency.package);
      uses.set(dependency.package, stronger(before, use));
    }
    if (view.dependencies.length > 0) byRow.set(view.row, uses);
  }
  return (from, to) => byRow.get(from)?.get(lock.names[to]!) ?? "unsure";
}

function stronger(a: EdgeUse | undefined, b: EdgeUse): EdgeUse {
  const order: readonly EdgeUse[] = ["off", "build", "unsure", "normal"];
  return a !== undefined && order.indexOf(a) > order.indexOf(b) ? a : b;
}
