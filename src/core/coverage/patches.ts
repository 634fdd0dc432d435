import type { LockFile } from "./lock";
import { rowsNamed } from "./lock";
import type { Manifest, ManifestPatch } from "./manifest";
import { folderOf, fileIn, foldersAbove, joinPath } from "./paths";
import type { PackageView } from "./project";
import type { ResolvedPatch } from "./resolved";
import { cargoIdentity, readGitSource, repositoryOf } from "./source";

/** What a guest's patches are judged against. */
export interface PatchContext {
  readonly view: PackageView;
  /** null where missing or broken. */
  readonly lock: LockFile | null;
  /** Rows that the guest reaches. */
  readonly reached: { has(row: number): boolean };
  readonly manifests: ReadonlyMap<string, Manifest>;
  /** `.cargo/config.toml` files by path. */
  readonly configs: ReadonlyMap<string, Manifest>;
}

type PatchLists = readonly (readonly [readonly ManifestPatch[], ResolvedPatch["where"]])[];

/** A patch with the entries that it comes from, by their place among all. */
interface Judged {
  readonly at: number;
  readonly from: ManifestPatch;
  readonly duplicateAt: number;
  readonly duplicate: ManifestPatch | null;
  readonly patch: ResolvedPatch;
}

interface KeptPatches {
  readonly key: string;
  readonly judged: readonly Judged[];
}

const kept = new WeakMap<object, KeptPatches>();

/**
 * Every patch that is meant for the guest: those cargo reads, and those it ignores because they stand in the wrong manifest. What was found
 * for a graph is kept until one of the entries says something else; `same` stays the same object as long, while positions may move.
 */
export function resolvePatches(
  context: PatchContext,
  graph: object | null,
): { readonly patches: readonly ResolvedPatch[]; readonly same: object | null } {
  const lists = listsOf(context);
  if (graph === null) return { patches: judgeAll(lists, context).map(({ patch }) => patch), same: null };
  const key = keyOf(lists, context);
  let known = kept.get(graph);
  if (known?.key !== key) kept.set(graph, (known = { key, judged: judgeAll(lists, context) }));
  const all = lists.length === 1 ? lists[0]![0] : lists.flatMap(([patches]) => patches);
  const patches = known.judged.map(({ at, from, duplicateAt, duplicate, patch }) => {
    const now = all[at]!;
    const other = duplicateAt < 0 ? null : all[duplicateAt]!;
    return now === from && other === duplicate
      ? patch
      : { ...patch, place: now.place, keyPlace: now.keyPlace, duplicateOf: other?.place ?? null };
  });
  return { patches, same: known };
}

const said = new WeakMap<readonly ManifestPatch[], string>();

/** All that the patches say, without positions. */
function wordsOf(patches: readonly ManifestPatch[]): string {
  let words = said.get(patches);
  if (words === undefined)
    said.set(
      patches,
      (words = JSON.stringify(patches.map((patch) => ({ ...patch, place: patch.place.file, keyPlace: 0 })))),
    );
  return words;
}

function keyOf(lists: PatchLists, { view, manifests }: PatchContext): string {
  const parts = [view.home.root.file];
  for (const [patches, where] of lists) {
    parts.push(where, wordsOf(patches));
    for (const patch of patches)
      if (patch.path !== null) parts.push(manifests.get(fileOf(patch))?.package?.version ?? "");
  }
  return parts.join("\n");
}

function listsOf({ view, manifests, configs }: PatchContext): PatchLists {
  const { root } = view.home;
  const rootFolder = folderOf(root.file);
  const folder = folderOf(view.manifest.file);
  const read: [readonly ManifestPatch[], ResolvedPatch["where"]][] = [[root.patches, "root"]];
  for (const at of [folder, ...foldersAbove(folder)])
    for (const name of ["config.toml", "config"]) {
      const config = configs.get(fileIn(fileIn(at, ".cargo"), name));
      if (config !== undefined) read.push([config.patches, "root"]);
    }
  if (view.manifest !== root) read.push([view.manifest.patches, "member"]);
  for (const above of foldersAbove(rootFolder)) {
    const outer = manifests.get(fileIn(above, "Cargo.toml"));
    if (outer !== undefined) read.push([outer.patches, "outer"]);
  }
  return read;
}

function judgeAll(lists: PatchLists, context: PatchContext): Judged[] {
  const declared = new Set(context.view.home.root.patches.map((patch) => patch.package));
  const judged: Judged[] = [];
  let first = 0;
  for (const [patches, where] of lists) {
    for (const [index, from] of patches.entries()) {
      const duplicate = duplicateOf(from, patches);
      const patch = judge(from, where, context, duplicate);
      // Another workspace's patches matter where the guest has an unpatched copy of the crate and no entry of its own.
      if (where === "outer" && (patch.others.length === 0 || declared.has(patch.package))) continue;
      const duplicateAt = duplicate === null ? -1 : first + patches.indexOf(duplicate);
      judged.push({ at: first + index, from, duplicateAt, duplicate, patch });
    }
    first += patches.length;
  }
  return judged;
}

function duplicateOf(patch: ManifestPatch, all: readonly ManifestPatch[]): ManifestPatch | null {
  const first = all.find(
    (other) =>
      other.table === patch.table &&
      other.package === patch.package &&
      sourceText(other) === sourceText(patch),
  );
  return first === undefined || first === patch ? null : first;
}

function judge(
  patch: ManifestPatch,
  where: ResolvedPatch["where"],
  context: PatchContext,
  duplicate: ManifestPatch | null,
): ResolvedPatch {
  const { lock, reached } = context;
  const rows = lock === null ? [] : rowsNamed(lock, patch.package);
  const exact = lock === null ? [] : rows.filter((row) => isFrom(patch, lock, row, context.manifests));
  const near =
    lock === null || patch.git === null
      ? []
      : rows.filter((row) => {
          const git = readGitSource(lock.sources[row]!);
          return !exact.includes(row) && git !== null && git.canonicalUrl === repositoryOf(patch.git!);
        });
  const others = rows.filter((row) => !exact.includes(row) && reached.has(row));
  const unused =
    lock?.unused.find((entry) => entry.name === patch.package && isUnusedOf(patch, entry.source)) ?? null;
  const [state, reason] = stateOf(patch, where, { context, exact, near, others, isListed: unused !== null });
  return {
    version: patch.version,
    git: patch.git,
    tag: patch.tag,
    branch: patch.branch,
    rev: patch.rev,
    path: patch.path,
    registry: patch.registry,
    features: patch.features,
    defaultFeatures: patch.defaultFeatures,
    optional: patch.optional,
    manifest: patch.place.file,
    table: patch.table,
    key: patch.key,
    package: patch.package,
    place: patch.place,
    keyPlace: patch.keyPlace,
    where,
    state,
    reason,
    packages: exact.length > 0 ? exact : state === "stale" ? near : [],
    others,
    unusedPlace: unused?.place ?? null,
    duplicateOf: duplicate?.place ?? null,
  };
}

interface Matches {
  readonly context: PatchContext;
  readonly exact: readonly number[];
  readonly near: readonly number[];
  readonly others: readonly number[];
  /** The lock tells it as unused. */
  readonly isListed: boolean;
}

function stateOf(
  patch: ManifestPatch,
  where: ResolvedPatch["where"],
  { context, exact, near, others, isListed }: Matches,
): [ResolvedPatch["state"], string] {
  const { lock, reached, view } = context;
  const wanted = `${patch.package} from ${sourceText(patch)}`;
  if (where === "member")
    return [
      "ignored",
      `cargo reads patches only in the workspace root (${view.home.root.file}), not in a member`,
    ];
  if (where === "outer")
    return [
      "ignored",
      `cargo ignores the patch in ${patch.place.file}, the root of an outer workspace: the guest's own workspace root is ${view.home.root.file}`,
    ];
  if (lock === null) return ["unknown", `no lock tells whether ${wanted} is used`];
  const reachedExact = exact.find((row) => reached.has(row));
  if (reachedExact !== undefined)
    return [
      "applied",
      `the lock resolves ${patch.package} ${lock.versions[reachedExact]!} from ${sourceText(patch)}`,
    ];
  if (patch.replace && exact.length > 0 && others.length > 0)
    return ["applied", `[replace] puts ${sourceText(patch)} in its place, and the lock holds it`];
  if (exact.length > 0) return ["elsewhere", `the lock holds ${wanted}, but nothing in the guest uses it`];
  const stale = near.find((row) => reached.has(row)) ?? near[0];
  if (stale !== undefined) {
    const git = readGitSource(lock.sources[stale]!)!;
    return ["stale", `the manifest asks for ${refText(patch)}, the lock still holds ${refText(git)}`];
  }
  const copies = others.map((row) => lock.versions[row]!).join(", ");
  const instead =
    copies === ""
      ? `the guest uses no ${patch.package}`
      : `the guest resolves ${patch.package} ${copies} from elsewhere`;
  return [
    "unused",
    isListed
      ? `the lock lists ${wanted} as an unused patch: ${instead}`
      : `nothing in the lock comes from ${sourceText(patch)}: ${instead}`,
  ];
}

/** Whether the lock entry is what the patch brings: repository and tag, branch or rev as cargo compares them, or a path package. */
function isFrom(
  patch: ManifestPatch,
  lock: LockFile,
  row: number,
  manifests: ReadonlyMap<string, Manifest>,
): boolean {
  const source = lock.sources[row]!;
  if (patch.git !== null) {
    const git = readGitSource(source);
    return (
      git !== null && cargoIdentity(git.url) === cargoIdentity(patch.git) && sameRef(patch, git, lock.version)
    );
  }
  if (patch.path !== null) {
    if (source !== null) return false;
    const version = manifests.get(fileOf(patch))?.package?.version ?? null;
    return version === null || version === lock.versions[row];
  }
  return patch.registry === null && patch.version !== null && source !== null && !source.startsWith("git+")
    ? lock.versions[row] === patch.version.replace(/^[=^~\s]+/, "")
    : false;
}

/** The manifest that a path patch names. */
function fileOf(patch: ManifestPatch): string {
  return fileIn(joinPath(baseOf(patch.place.file), patch.path ?? ""), "Cargo.toml");
}

/** Paths of cargo's configuration are relative to the folder that `.cargo` lies in. */
function baseOf(file: string): string {
  const folder = folderOf(file);
  return folder === ".cargo" || folder.endsWith("/.cargo") ? folderOf(folder) : folder;
}

interface Ref {
  readonly tag: string | null;
  readonly branch: string | null;
  readonly rev: string | null;
}

function sameRef(patch: Ref, git: Ref & { readonly commit: string | null }, lockVersion: number): boolean {
  if (patch.tag !== null) return git.tag === patch.tag;
  if (patch.rev !== null) return git.rev === patch.rev;
  const branch = (ref: Ref): string | null =>
    // Before format 3 a lock writes the branch master like no branch at all.
    lockVersion < 3 && ref.branch === "master" ? null : ref.branch;
  return git.tag === null && git.rev === null && branch(git) === branch(patch);
}

function isUnusedOf(patch: ManifestPatch, source: string | null): boolean {
  const git = readGitSource(source);
  if (patch.git === null || git === null) return patch.git === null && git === null;
  return git.canonicalUrl === repositoryOf(patch.git);
}

function refText(ref: Ref): string {
  if (ref.tag !== null) return `tag ${ref.tag}`;
  if (ref.branch !== null) return `branch ${ref.branch}`;
  return ref.rev === null ? "the default branch" : `rev ${ref.rev}`;
}

function sourceText(patch: ManifestPatch): string {
  if (patch.git !== null) return `${patch.git} (${refText(patch)})`;
  if (patch.path !== null) return `the path ${patch.path}`;
  return `version ${patch.version ?? "?"}`;
}
