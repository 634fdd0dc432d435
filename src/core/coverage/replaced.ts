import type { LockFile } from "./lock";
import { edgesOf } from "./lock";
import type { ResolvedPackage, ResolvedPatch } from "./resolved";
import { readGitSource } from "./source";

/**
 * `[replace]`, the old form of a patch: the lock keeps the plain entry, which others depend on, beside the one that stands
 * in for it. What the guest links is the latter: the plain package takes its source and its dependencies.
 */
export function withReplacements(
  packages: readonly ResolvedPackage[],
  patches: readonly ResolvedPatch[],
  lock: LockFile | null,
): readonly ResolvedPackage[] {
  const replaces = patches.filter(({ key, state }) => state === "applied" && /[:@]\d/.test(key));
  if (lock === null || replaces.length === 0) return packages;
  return packages.map((pkg) => {
    const by = replaces.find(
      ({ key, others }) => others.includes(pkg.id) && key.endsWith(pkg.version) && pkg.cratesIo,
    );
    const row = by?.packages[0];
    if (row === undefined) return pkg;
    const source = lock.sources[row]!;
    const dependencies = [...edgesOf(lock, row)];
    return {
      ...pkg,
      // Worked out when asked, which a copy of the fields leaves behind.
      place: pkg.place,
      path: pkg.path,
      use: pkg.use,
      version: lock.versions[row]!,
      source,
      git: readGitSource(source),
      cratesIo: false,
      dependencies,
    };
  });
}
