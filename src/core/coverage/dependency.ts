import type { LockFile } from "./lock";
import type { Manifest } from "./manifest";
import type { ManifestDependency } from "./manifestDependency";
import { folderOf, joinPath } from "./paths";
import type { DependencyKind, ResolvedDependency } from "./resolved";
import type { Place } from "./types";

/** Where the lock has the package that depends; `row` is -1 where it does not. */
export interface LockedAt {
  readonly lock: LockFile | null;
  readonly row: number;
}

/** The entry of `[workspace.dependencies]` that an inherited dependency means. */
export function inheritedFrom(own: ManifestDependency, root: Manifest): ManifestDependency | undefined {
  return own.inherited ? root.workspace?.dependencies.get(own.key) : undefined;
}

/** The package that a dependency brings, without looking at the rest of it. */
export function packageBehind(own: ManifestDependency, root: Manifest): string {
  return inheritedFrom(own, root)?.package ?? own.package;
}

/** A manifest's entry with what `workspace = true` brings (features add up, the rest comes from the workspace) and its row of the lock, each worked out when asked. */
export class PackageDependency implements ResolvedDependency {
  readonly key: string;
  readonly package: string;
  readonly kind: DependencyKind;
  readonly target: string | null;
  readonly inherited: boolean;
  readonly optional: boolean;
  private readonly base: ManifestDependency | undefined;
  private readonly from: ManifestDependency;
  private row: number | null | undefined;

  constructor(
    private readonly own: ManifestDependency,
    private readonly manifest: Manifest,
    private readonly root: Manifest,
    private readonly at: LockedAt,
  ) {
    this.base = inheritedFrom(own, root);
    this.from = this.base ?? own;
    this.key = own.key;
    this.package = this.from.package;
    this.kind = own.kind;
    this.target = own.target;
    this.inherited = own.inherited;
    this.optional = own.optional;
  }

  get version(): string | null {
    return this.from.version;
  }

  get git(): string | null {
    return this.from.git;
  }

  get tag(): string | null {
    return this.from.tag;
  }

  get branch(): string | null {
    return this.from.branch;
  }

  get rev(): string | null {
    return this.from.rev;
  }

  get registry(): string | null {
    return this.from.registry;
  }

  get path(): string | null {
    const { path } = this.from;
    const file = this.base === undefined ? this.manifest.file : this.root.file;
    return path === null ? null : joinPath(folderOf(file), path);
  }

  get features(): readonly string[] {
    return this.base === undefined
      ? this.own.features
      : [...new Set([...this.base.features, ...this.own.features])];
  }

  /** `default-features = false` only counts in the workspace's own entry; `true` beside `workspace = true` switches them on again. */
  get defaultFeatures(): boolean {
    return this.base === undefined
      ? this.own.defaultFeatures
      : this.base.defaultFeatures || this.own.explicitDefaultFeatures === true;
  }

  get place(): Place {
    return this.own.place;
  }

  get workspacePlace(): Place | null {
    return this.base?.place ?? null;
  }

  get featuresPlace(): Place | null {
    return this.own.featuresPlace ?? this.base?.featuresPlace ?? null;
  }

  get resolved(): number | null {
    return (this.row ??= rowOf(this, this.at)) ?? null;
  }
}

/** The row of that name among the package's own edges; of several, the one that its source names. */
function rowOf(dependency: PackageDependency, { lock, row }: LockedAt): number | null {
  if (lock === null || row < 0) return null;
  const named: number[] = [];
  for (let edge = lock.edgeStarts[row]!; edge < lock.edgeStarts[row + 1]!; edge++) {
    const to = lock.edges[edge]!;
    if (lock.names[to] === dependency.package && !named.includes(to)) named.push(to);
  }
  const fitting =
    named.length < 2
      ? named
      : named.filter((to) => {
          const source = lock.sources[to]!;
          if (dependency.path !== null) return source === null;
          if (dependency.git !== null) return source?.startsWith("git+") === true;
          return sameMajor(dependency.version, lock.versions[to]!);
        });
  return fitting.length === 1 ? fitting[0]! : null;
}

/** Leading numbers of a requirement against a version: enough to tell two copies of one name apart. */
function sameMajor(requirement: string | null, version: string): boolean {
  const wanted = /\d+(?:\.\d+)*/.exec(requirement ?? "")?.[0].split(".");
  if (wanted === undefined) return true;
  const has = version.split(/[.+-]/);
  // Cargo's caret: the first number that is not zero must be the same.
  const decisive = Math.min(wanted.findIndex((part) => part !== "0") + 1 || wanted.length, wanted.length);
  return wanted.slice(0, decisive).every((part, at) => part === has[at]);
}
