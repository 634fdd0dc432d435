import { inheritedFrom } from "./dependency";
import type { Manifest } from "./manifest";
import { fileIn, folderOf, joinPath, matchesGlob } from "./paths";

/** Where a package belongs, as cargo decides it. */
export interface Home {
  /** The manifest that holds `[patch]`, profiles and the lock; the package's own where it stands alone. */
  readonly root: Manifest;
  /** Its Cargo.lock, whether or not it is there. */
  readonly lockFile: string;
  /** The nearest workspace above that neither lists nor excludes the package: cargo refuses to build this. */
  readonly stranger: Manifest | null;
  /** `package.workspace` names a manifest that is not among the files. */
  readonly missingRoot: string | null;
}

/** Finds the workspace root of a package among the manifests (by file). Symlinks and `..` are taken as written. `known` keeps the manifests of folders above for the packages that follow. */
export function findHome(
  manifest: Manifest,
  manifests: ReadonlyMap<string, Manifest>,
  known?: Map<string, Manifest | null>,
): Home {
  const folder = folderOf(manifest.file);
  const home = (root: Manifest, more?: Partial<Home>): Home => ({
    root,
    lockFile: fileIn(folderOf(root.file), "Cargo.lock"),
    stranger: null,
    missingRoot: null,
    ...more,
  });
  if (manifest.workspace !== null) return home(manifest);
  const named = manifest.package?.workspace ?? null;
  if (named !== null) {
    const file = fileIn(joinPath(folder, named), "Cargo.toml");
    const root = manifests.get(file);
    return root === undefined ? home(manifest, { missingRoot: file }) : home(root);
  }
  for (let above = folder; above !== "" && above !== "/";) {
    above = folderOf(above);
    let candidate = known?.get(above);
    if (candidate === undefined) {
      candidate = manifests.get(fileIn(above, "Cargo.toml")) ?? null;
      known?.set(above, candidate);
    }
    if (candidate === null || candidate.workspace === null) continue;
    if (isListed(candidate, above, folder) || isPathMember(candidate, above, folder, manifests))
      return home(candidate);
    if (isExcluded(candidate, above, folder)) continue;
    return home(manifest, { stranger: candidate });
  }
  return home(manifest);
}

function below(root: string, folder: string): string {
  return root === "" ? folder : folder.slice(root.length + (root === "/" ? 0 : 1));
}

function isListed(workspace: Manifest, root: string, folder: string): boolean {
  const inner = below(root, folder);
  for (const member of workspace.workspace!.members) {
    const isAbove = member.includes("..");
    if (isAbove ? matchesGlob(joinPath(root, member), folder) : isMember(member, inner)) return true;
  }
  return false;
}

/** `folder` and `folder/*` are nearly all that members are. */
const plainMember = /^[\w-]+(?:\/[\w-]+)*(?:\/\*)?$/;

const unusualFolder = /^\/|\/\/|\/$/;

/** As `matchesGlob`, without taking the usual forms apart. */
function isMember(member: string, folder: string): boolean {
  if (!plainMember.test(member) || unusualFolder.test(folder)) return matchesGlob(member, folder);
  if (!member.endsWith("*")) return member === folder;
  const slash = member.length - 2;
  return (
    folder.length > slash + 1 &&
    folder.lastIndexOf("/") === slash &&
    folder.startsWith(member.slice(0, slash))
  );
}

function isExcluded(workspace: Manifest, root: string, folder: string): boolean {
  return workspace.workspace!.exclude.some((path) => {
    const excluded = joinPath(root, path);
    return folder === excluded || folder.startsWith(`${excluded}/`);
  });
}

/** Path dependencies of a member inside the root's folder are members too. */
function isPathMember(
  workspace: Manifest,
  root: string,
  folder: string,
  manifests: ReadonlyMap<string, Manifest>,
): boolean {
  if (isExcluded(workspace, root, folder)) return false;
  const seen = new Set<string>([workspace.file]);
  const queue: Manifest[] = [workspace];
  for (const manifest of manifests.values())
    if (manifest !== workspace && isListed(workspace, root, folderOf(manifest.file))) {
      seen.add(manifest.file);
      queue.push(manifest);
    }
  for (let at = 0; at < queue.length; at++) {
    const member = queue[at]!;
    for (const dependency of member.dependencies) {
      const inherited = inheritedFrom(dependency, workspace);
      const path = inherited?.path ?? dependency.path;
      if (path === null) continue;
      const target = joinPath(inherited !== undefined ? root : folderOf(member.file), path);
      if (target === folder) return true;
      const file = fileIn(target, "Cargo.toml");
      const next = manifests.get(file);
      if (next === undefined || next.workspace !== null || seen.has(file)) continue;
      seen.add(file);
      queue.push(next);
    }
  }
  return false;
}
