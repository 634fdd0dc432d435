import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { clearBaselines, findRun, listRuns, setBaseline, type RunRow } from "../../runs/list";
import { folderName, isRunId } from "../../runs/names";
import { rootOfRun } from "./findBaseline";

/** The name that the editor gives to a baseline, and that a command line may use: `cyclelens compare baseline last`. */
const usual = "baseline";

/** Stars a run as the baseline of its guest, in place of the one that was. Throws `not-found`, `usage`, `io`. */
export async function starRun(folder: unknown): Promise<{ readonly name: string }> {
  const { root, id } = placeOf(folder);
  const runs = await listRuns(root);
  const run = await findRun(root, id);
  const isOwn = ({ run: other }: RunRow): boolean =>
    other.guest.name === run.run.guest.name && other.machine === run.run.machine;
  const named = runs.find((row) => row.baselines.includes(usual));
  // Several guests may share a root: the usual name belongs to the first, the others have their own.
  const name =
    named === undefined || isOwn(named) ? usual : folderName(`${run.run.guest.name}-${run.run.machine}`);
  await setBaseline(root, name, id);
  return { name };
}

/** Takes the stars from a run; the run stays. */
export async function unstarRun(folder: unknown): Promise<null> {
  const { root, id } = placeOf(folder);
  await clearBaselines(root, id);
  return null;
}

function placeOf(folder: unknown): { readonly root: string; readonly id: string } {
  const id = typeof folder === "string" ? path.basename(folder) : "";
  if (typeof folder !== "string" || !path.isAbsolute(folder) || !isRunId(id))
    throw new CycleLensError("usage", "no run was given", "choose one in Runs");
  return { root: rootOfRun(folder), id };
}
