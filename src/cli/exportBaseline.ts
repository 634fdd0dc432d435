import os from "node:os";
import path from "node:path";
import { baselineExport } from "../core/compare/baselineExport";
import { placeOf } from "../core/compare/fileMatch";
import type { Profile } from "../core/profile/model";
import type { RunJson } from "../runs/runJson";

/** The folders above a file of nobody's that stay in its name: as many as tell it apart. */
const keptSegments = 4;

/** A run as a small file to commit, without paths of this machine. */
export function exportBaseline(profile: Profile, run: RunJson, root: string): string {
  const places = new Map(run.sources.map(({ file, path: at }) => [file, at]));
  const roots = [root, ...(run.guest.manifestPath === null ? [] : [path.dirname(run.guest.manifestPath)])];
  return baselineExport(profile, {
    run: {
      guest: run.guest.name,
      machine: run.machine,
      commit: run.git === null ? null : `${run.git.commit}${run.git.dirty === true ? "+" : ""}`,
      startedAt: run.startedAt,
      inputDigest: run.input?.sha256 ?? null,
      sources: run.sources,
    },
    place: (file) => portable(file, places.get(file), roots, places.size > 0),
    message: (text) => withoutFolders(text, roots),
  });
}

function portable(
  file: string,
  found: string | undefined,
  roots: readonly string[],
  anyFound: boolean,
): { name: string; own: boolean } {
  const common = placeOf(file) ?? (found === undefined ? null : placeOf(found));
  if (common !== null) return { name: common, own: false };
  for (const at of [file, found])
    for (const root of roots) {
      if (at === undefined || !isAbsolute(at)) continue;
      const way = path.relative(root, at);
      if (way !== "" && !way.startsWith("..") && !path.isAbsolute(way))
        return { name: way.split(path.sep).join("/"), own: true };
    }
  // A relative name whose file is not here is somebody else's, unless no file was looked for.
  if (!isAbsolute(file)) return { name: file, own: found !== undefined || !anyFound };
  return {
    name: file.replace(/\\/g, "/").split("/").slice(-keptSegments).join("/"),
    own: found !== undefined,
  };
}

function isAbsolute(file: string): boolean {
  return path.posix.isAbsolute(file) || path.win32.isAbsolute(file);
}

function withoutFolders(text: string, roots: readonly string[]): string {
  const folders = [...roots.map((root) => [`${root}${path.sep}`, ""] as const), [os.homedir(), "~"] as const];
  return folders.reduce((out, [from, to]) => (from.length > 1 ? out.replaceAll(from, to) : out), text);
}
