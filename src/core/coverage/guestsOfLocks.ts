import type { BackendFacts } from "./backends";
import type { FoundGuest } from "./foundGuest";
import { featuresOf } from "./guestFeatures";
import type { LockFile } from "./lock";
import { edgesOf } from "./lock";
import { bringingRows, looseRowsOf, reachesHost } from "./lockBackends";
import { fileIn, folderOf } from "./paths";
import type { PackageView, Project } from "./project";

/** No direct entry: the lock may show that a published crate which the package links brings the SDK along. */
export function throughLock(view: PackageView, facts: BackendFacts, project: Project): FoundGuest | null {
  const { lock, row, manifest } = view;
  if (lock === null || lock.broken !== null || row < 0) return null;
  const bringing = bringingRows(project, lock, facts);
  if (bringing.size === 0 || !edgesOf(lock, row).some((to) => bringing.has(to))) return null;
  if (manifest.hasLib && manifest.bins.length === 0) return null;
  const patched = new Set([...view.home.root.patches, ...manifest.patches].map((patch) => patch.package));
  const entry = view.dependencies.find(
    (dependency) =>
      dependency.kind === "normal" &&
      dependency.resolved !== null &&
      bringing.has(dependency.resolved) &&
      (lock.sources[dependency.resolved] === null || !patched.has(dependency.package)),
  );
  if (entry === undefined || hasUsers(lock, row) || reachesHost(lock, row, facts)) return null;
  return {
    view,
    facts,
    evidence: "reachable",
    features: entry.optional ? featuresOf(manifest, entry.key) : [],
    entry,
    withoutManifest: false,
  };
}

/** Whether another entry of the lock depends on it. */
function hasUsers(lock: LockFile, row: number): boolean {
  return lock.edges.includes(row);
}

/** Members of a workspace whose manifests are not at hand: the lock names them and what they link. */
export function guestsOfLocks(project: Project): FoundGuest[] {
  const guests: FoundGuest[] = [];
  for (const lock of project.locks.values()) {
    const root = project.manifests.get(fileIn(folderOf(lock.file), "Cargo.toml"));
    if (lock.broken !== null || root === undefined || root.workspace === null) continue;
    for (const { row, facts } of looseRowsOf(project, lock)) {
      const name = lock.names[row]!;
      // Built through another workspace: its manifest lies elsewhere in the folder, without a lock of its own.
      const elsewhere = project.packages.filter(
        (view) => view.lock === null && view.name === name && view.version === lock.versions[row],
      );
      const own = elsewhere.length === 1 ? elsewhere[0]! : null;
      guests.push({
        view: {
          manifest: own?.manifest ?? root,
          name,
          version: lock.versions[row]!,
          home: { root, lockFile: lock.file, stranger: null, missingRoot: null },
          lock,
          row,
          dependencies: own?.dependencies ?? [],
        },
        facts,
        evidence: "reachable",
        features: [],
        entry: null,
        withoutManifest: own === null,
      });
    }
  }
  return guests;
}
