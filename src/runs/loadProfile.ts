import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Profile } from "../core/profile/model";
import { ioError } from "./create";
import { runFiles } from "./files";
import { isRunFolder } from "./list";

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
    out.push(info.isDirectory() ? await profileOf(file) : file);
  }
  return out;
}

async function profileOf(folder: string): Promise<string> {
  const names = await readdir(folder);
  if ((await isRunFolder(folder)) && names.includes(runFiles.profile))
    return path.join(folder, runFiles.profile);
  throw new CycleLensError(
    "bad-input",
    `${folder} is no run folder`,
    "give the files of the run, or a folder below .cyclelens/runs",
  );
}
