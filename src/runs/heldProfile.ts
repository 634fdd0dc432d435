import { stat } from "node:fs/promises";
import path from "node:path";
import type { Profile } from "../core/profile/model";
import { ioError } from "./create";
import { runFiles, writeAtomic } from "./files";
import type { Load } from "./loadProfile";
import { packedProfile } from "./packedProfile";

/** Leaves the profile of a run under way in its folder. Throws `io`. */
export async function holdProfile(folder: string, profile: Profile): Promise<void> {
  try {
    await writeAtomic(path.join(folder, runFiles.profile), await packedProfile(profile, 1));
  } catch (error) {
    throw ioError(error, `cannot write the run folder ${folder}`);
  }
}

/** What `holdProfile` left; null where there is nothing. Throws what `load` throws. */
export async function heldProfile(folder: string, load: Load): Promise<Profile | null> {
  const file = path.join(folder, runFiles.profile);
  if ((await stat(file).catch(() => null)) === null) return null;
  return await load({ files: [file], elf: null });
}
