import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { ioError } from "./create";
import { runFiles } from "./files";
import { isRunFolder } from "./list";
import { isRunId } from "./names";

/** What imports files: the worker's client, or `loadFiles` in this thread. */
export type Load = (request: {
  readonly files: readonly string[];
  readonly elf?: string | null;
}) => Promise<Profile>;

/** Files of one run, where a finished run's folder stands for its stored profile. Throws `not-found`, `bad-input`. */
export async function expandRunFolders(files: readonly string[]): Promise<string[]> {
  const out: string[] = [];
  for (const file of files) {
    const info = await stat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR")
        throw new CycleLensError("not-found", `${file} does not exist`, "check the path");
      throw ioError(error, `cannot read ${file}`);
    });
    out.push(info.isDirectory() ? await profileFileOf(file) : file);
  }
  return out;
}

/** The stored profile of a run. Throws `bad-input` for a folder that is no run's, or no whole one's. */
export async function profileFileOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw ioError(error, `cannot read ${folder}`);
  });
  const hasProfile = names.includes(runFiles.profile);
  if (await isRunFolder(folder)) {
    if (hasProfile) return path.join(folder, runFiles.profile);
    throw notWhole(folder, `${runFiles.profile} is missing`);
  }
  if (hasProfile || isRunId(path.basename(folder)))
    throw notWhole(
      folder,
      `${runFiles.run} ${names.includes(runFiles.run) ? "cannot be read" : "is missing"}`,
    );
  throw new CycleLensError(
    "bad-input",
    `${folder} is no run folder`,
    "give the files of the run, or a folder below .cyclelens/runs",
  );
}

/** A run that is there and cannot be read. */
export function notWhole(folder: string, why: string): CycleLensError {
  return new CycleLensError(
    "bad-input",
    `${folder} is no whole run: its ${why}`,
    "delete the folder and profile the guest again",
  );
}
