import { PackageDependency } from "./dependency";
import type { LockFile } from "./lock";
import { readLock, rowsNamed } from "./lock";
import type { Manifest } from "./manifest";
import { readManifest } from "./manifest";
import type { ResolvedDependency } from "./resolved";
import type { Home } from "./workspaces";
import { findHome } from "./workspaces";

/** Texts read once and kept while they stay the same: a keystroke in one manifest reads that one again. */
export class ReadCache {
  private readonly manifests = new Map<string, { readonly text: string; readonly value: Manifest }>();
  private readonly locks = new Map<string, { readonly text: string; readonly value: LockFile }>();

  manifest(file: string, text: string): Manifest {
    return keep(this.manifests, file, text, readManifest);
  }

  lock(file: string, text: string): LockFile {
    return keep(this.locks, file, text, readLock);
  }

  /** Forgets files that are no longer there. */
  retain(files: ReadonlyMap<string, string>): void {
    for (const kept of [this.manifests, this.locks])
      for (const file of kept.keys()) if (!files.has(file)) kept.delete(file);
  }
}

function keep<T>(
  map: Map<string, { readonly text: string; readonly value: T }>,
  file: string,
  text: string,
  read: (file: string, text: string) => T,
): T {
  const held = map.get(file);
  if (held?.text === text) return held.value;
  const value = read(file, text);
  map.set(file, { text, value });
  return value;
}

/** A package of the folder with all that the files say about where it stands. */
export interface PackageView {
  readonly manifest: Manifest;
  /** From the manifest, else the folder's name: a half-typed name must not make the guest vanish. */
  readonly name: string;
  readonly version: string | null;
  readonly home: Home;
  /** null where missing. */
  readonly lock: LockFile | null;
  /** Its row in the lock; -1 where there is none. */
  readonly row: number;
  readonly dependencies: readonly ResolvedDependency[];
}

export interface Project {
  readonly manifests: ReadonlyMap<string, Manifest>;
  readonly locks: ReadonlyMap<string, LockFile>;
  readonly packages: readonly PackageView[];
}

/** Reads every manifest and lock and puts each package into its workspace. */
export function readProject(files: ReadonlyMap<string, string>, cache: ReadCache): Project {
  const manifests = new Map<string, Manifest>();
  const locks = new Map<string, LockFile>();
  for (const [file, text] of files) {
    const base = file.slice(file.lastIndexOf("/") + 1);
    if (base === "Cargo.toml") manifests.set(file, cache.manifest(file, text));
    else if (base === "Cargo.lock") locks.set(file, cache.lock(file, text));
  }
  const packages: PackageView[] = [];
  const above = new Map<string, Manifest | null>();
  for (const manifest of manifests.values()) {
    if (manifest.package === null) continue;
    const home = findHome(manifest, manifests, above);
    const lock = locks.get(home.lockFile) ?? null;
    const name = manifest.package.name ?? folderName(manifest.file);
    const version = manifest.package.versionInherited
      ? (home.root.workspace?.version ?? null)
      : manifest.package.version;
    const row = lock === null || lock.broken !== null ? -1 : rowOf(lock, name, version);
    let dependencies: readonly ResolvedDependency[] | null = null;
    packages.push({
      manifest,
      name,
      version,
      home,
      lock,
      row,
      get dependencies() {
        return (dependencies ??= manifest.dependencies.map(
          (own) => new PackageDependency(own, manifest, home.root, { lock, row }),
        ));
      },
    });
  }
  return { manifests, locks, packages };
}

/** The package's own entry: without a source; the version may lag behind the manifest's. */
function rowOf(lock: LockFile, name: string, version: string | null): number {
  const rows = rowsNamed(lock, name).filter((row) => lock.sources[row] === null);
  return rows.find((row) => lock.versions[row] === version) ?? (rows.length === 1 ? rows[0]! : -1);
}

function folderName(file: string): string {
  const parts = file.split("/");
  return parts.at(-2) ?? "package";
}
