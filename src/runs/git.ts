import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { askTool } from "../toolchains/askTool";
import type { RunGit } from "./runJson";

/**
 * Commit, branch and dirty flag of the work tree around a folder. The commit is read from `.git`;
 * only the dirty flag asks git itself (by argv, without hooks and locks) and is null without it.
 */
export async function readGit(folder: string): Promise<RunGit | null> {
  const found = await gitFolder(folder);
  if (found === null) return null;
  const head = (await text(path.join(found.git, "HEAD")))?.trim() ?? "";
  const ref = /^ref: (refs\/[^\s]+)$/.exec(head)?.[1];
  const commit = ref === undefined ? head : await resolveRef(found.common, found.git, ref);
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

async function gitFolder(folder: string): Promise<{ root: string; git: string; common: string } | null> {
  let root = path.resolve(folder);
  for (;;) {
    const dot = path.join(root, ".git");
    const info = await stat(dot).catch(() => null);
    if (info?.isDirectory()) return { root, git: dot, common: dot };
    if (info?.isFile()) {
      // A linked work tree or a submodule: `gitdir: PATH`.
      const target = /^gitdir: (.+)$/m.exec((await text(dot)) ?? "")?.[1];
      if (target === undefined) return null;
      const git = path.resolve(root, target.trim());
      const common = (await text(path.join(git, "commondir")))?.trim();
      return { root, git, common: common === undefined ? git : path.resolve(git, common) };
    }
    const parent = path.dirname(root);
    if (parent === root) return null;
    root = parent;
  }
}

async function resolveRef(common: string, git: string, ref: string): Promise<string | null> {
  if (ref.split("/").includes("..")) return null;
  const loose = (await text(path.join(common, ref))) ?? (await text(path.join(git, ref)));
  if (loose !== null) return loose.trim();
  const packed = (await text(path.join(common, "packed-refs"))) ?? "";
  const line = packed.split("\n").find((row) => row.endsWith(` ${ref}`));
  return line?.split(" ")[0] ?? null;
}

async function text(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
