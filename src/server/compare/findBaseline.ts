import { stat } from "node:fs/promises";
import path from "node:path";
import { listRuns, type RunRow } from "../../runs/list";
import type { OpenedProfile } from "../profileStore";

/** The committed baseline of a guest: an export of `cyclelens baseline export`. */
const baselineFile = "cyclelens.baseline.json";

export interface FoundBaseline {
  readonly files: readonly string[];
  /** As it is called on screen. */
  readonly name: string;
}

/**
 * The baseline of the guest that a profile is of: the newest starred run of the same guest and machine, else a
 * committed file beside the guest's manifest, its workspace or in a workspace folder. Null where there is none, and
 * where the profile is the baseline itself.
 */
export async function findBaseline(
  opened: OpenedProfile,
  folders: readonly string[],
): Promise<FoundBaseline | null> {
  const { folder, run } = opened;
  if (folder !== null && run !== null) {
    const runs = await listRuns(rootOfRun(folder));
    const own = runs.filter((row) => isSameGuest(row, opened) && row.baselines.length > 0);
    const found = own.find((row) => row.folder !== folder);
    if (own.some((row) => row.folder === folder)) return null;
    if (found) return { files: [found.folder], name: found.baselines[0]! };
  }
  for (const place of places(opened, folders)) {
    const file = path.join(place, baselineFile);
    if ((await stat(file).catch(() => null))?.isFile()) return { files: [file], name: baselineFile };
  }
  return null;
}

/** `<root>/.cyclelens/runs/<id>` */
export function rootOfRun(folder: string): string {
  return path.resolve(folder, "..", "..", "..");
}

function isSameGuest({ run }: Pick<RunRow, "run">, opened: OpenedProfile): boolean {
  const own = opened.run;
  return own !== null && run.guest.name === own.guest.name && run.machine === own.machine;
}

/** Likeliest first. A file that was opened may lie anywhere: what stands beside it counts. */
function places({ run, folder, elf }: OpenedProfile, folders: readonly string[]): readonly string[] {
  const found: string[] = [];
  if (run?.guest.manifestPath) found.push(path.dirname(run.guest.manifestPath));
  if (folder !== null) found.push(rootOfRun(folder));
  if (folder === null && elf !== null) found.push(path.dirname(elf.path));
  return [...new Set([...found, ...folders])];
}
