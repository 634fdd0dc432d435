import { stat } from "node:fs/promises";
import path from "node:path";
import { libraryFunctions } from "../../core/analysis/libraryCrates";
import { usableMetric } from "../../core/analysis/metrics";
import { recordedRunOf } from "../../core/compare/recordedRun";
import type { SideInfo } from "../../core/compare/types";
import { CycleLensError } from "../../core/errors";
import { readJson } from "../../runs/files";
import { expandRunFolders } from "../../runs/loadProfile";
import type { LoadOptions } from "../loader";
import { describeProfile, runFolderOf } from "../openRuns";
import { readRun } from "../../runs/list";
import type { OpenedProfile } from "../profileStore";
import type { Session } from "../session";

/** The other side of a comparison: as an opened profile, but never the active one. */
export async function openBase(
  session: Session,
  files: readonly string[],
  options: LoadOptions,
): Promise<OpenedProfile> {
  await requireBase(files);
  const folder = await runFolderOf(files);
  const known = folder === null ? null : session.store.find(folder);
  if (known) return { ...known };
  const run = folder === null ? null : await readRun(folder);
  const profile = await session.load(await expandRunFolders(files), undefined, options);
  const { opened, crates } = await describeProfile(session, profile, {
    files,
    folder,
    run,
    elf: run?.guest.elf ?? null,
  });
  return {
    ...opened,
    ...(folder === null ? { exported: await exportedRun(files) } : {}),
    id: "base",
    library: libraryFunctions(profile.functions, crates),
    metric: usableMetric(profile, session.settings.metric),
  };
}

/** Runs are deleted, and what a workspace remembers may be long ago. Throws `not-found` that names the run, not its path. */
async function requireBase(files: readonly string[]): Promise<void> {
  for (const file of files)
    if ((await stat(file).catch(() => null)) === null)
      throw new CycleLensError(
        "not-found",
        `${path.basename(file)}, which was to be compared with, does not exist any more`,
        "choose another run to compare with",
      );
}

/** A larger export is read without what it says of its run. */
const maxExportBytes = 64 * 2 ** 20;

/** What a committed baseline says of the run that it is of: guest, input, commit, the lines as they were. */
async function exportedRun(files: readonly string[]): Promise<SideInfo> {
  const [file] = files;
  if (files.length !== 1 || file === undefined || !/\.json$/i.test(file)) return {};
  return recordedRunOf(await readJson(file, maxExportBytes));
}
