import { readFileSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import { askTool } from "../toolchains/askTool";
import type { RunGit } from "./runJson";

/** Longest file below `.git` that is read: packed references of a large repository are some megabytes. */
const maxBytes = 2 ** 26;

/**
 * Commit, branch and dirty flag of the work tree around a folder. The commit is read from `.git`;
 * only the dirty flag asks git itself (by argv, without hooks and locks) and is null without it.
 * git is started before this gives back control, so that it works while a guest runs in this thread.
 */
export async function readGit(folder: string): Promise<RunGit | null> {
  const found = gitFolder(folder);
  if (found === null) return null;
  const head = text(path.join(found.git, "HEAD"))?.trim() ?? "";
  const ref = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1];
  const commit = ref === undefined ? head : resolveRef(found.common, found.git, ref);
  if (commit === null || !/^[0-9a-f]{40,64}$/.test(commit)) return null;
  const args = [
    "-c",
    "core.fsmonitor=false",
    "--no-optional-locks",
    "status",
    "--porcelain",
    "--untracked-files=no",
  ];
  const status = await askTool("git", args, found.root);
  return {
    commit,
    branch: ref?.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null,
    dirty: status === null ? null : status.trim() !== "",
  };
}

function gitFolder(folder: string): { root: string; git: string; common: string } | null {
  let root = path.resolve(folder);
  for (;;) {
    const dot = path.join(root, ".git");
    const info = entry(dot);
    if (info?.isDirectory()) return { root, git: dot, common: dot };
    if (info?.isFile()) {
      // A linked work tree or a submodule: `gitdir: PATH`.
      const target = /^gitdir: (.+)$/m.exec(text(dot) ?? "")?.[1];
      if (target === undefined) return null;
      const git = path.resolve(root, target.trim());
      const common = text(path.join(git, "commondir"))?.trim();
      return { root, git, common: common === undefined ? git : path.resolve(git, common) };
    }
    const parent = path.dirname(root);
    if (parent === root) return null;
    root = parent;
  }
}

function resolveRef(common: string, git: string, ref: string): string | null {
  if (ref.split("/").includes("..")) return null;
  const loose = text(path.join(common, ref)) ?? text(path.join(git, ref));
  if (loose !== null) return loose.trim();
  const packed = text(path.join(common, "packed-refs")) ?? "";
  const line = packed.split("\n").find((row) => row.endsWith(` ${ref}`));
  return line?.split(" ")[0] ?? null;
}

function entry(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Null for what is no file: a pipe would be waited for without end. */
function text(file: string): string | null {
  const info = entry(file);
  if (!info?.isFile() || info.size > maxBytes) return null;
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
