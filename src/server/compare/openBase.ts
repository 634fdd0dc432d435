import { libraryFunctions } from "../../core/analysis/libraryCrates";
import { usableMetric } from "../../core/analysis/metrics";
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
    id: "base",
    library: libraryFunctions(profile.functions, crates),
    metric: usableMetric(profile, session.settings.metric),
  };
}
