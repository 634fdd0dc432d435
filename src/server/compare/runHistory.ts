import path from "node:path";
import { functionKey, functionKeys } from "../../core/compare/functionKey";
import { CycleLensError, throwIfCancelled } from "../../core/errors";
import type { Profile } from "../../core/profile/model";
import type { RunHistory, RunHistoryParams } from "../../protocol/compare";
import { runFiles } from "../../runs/files";
import { isRunId } from "../../runs/names";
import type { LoadOptions } from "../loader";
import type { Session } from "../session";

const mostRuns = 200;
const mostFunctions = 100;
/** Figures of runs never change: what was read once is kept. */
const mostKept = 20_000;
const kept = new Map<string, number | null>();

/**
 * What one function cost by itself in each of some runs, its instances added up, one profile in memory at a time. A
 * run that cannot be read is unknown, not an error.
 */
export async function runHistoryOf(
  session: Session,
  params: RunHistoryParams,
  options: LoadOptions,
): Promise<RunHistory> {
  const { runs, metric, name } = checked(params);
  const values: (number | null)[] = [];
  let functions: readonly string[] = [];
  for (const [at, folder] of runs.entries()) {
    throwIfCancelled(options.signal);
    const isNewest = at === runs.length - 1;
    const id = [folder, metric, name === null ? "" : functionKey(name)].join("\0");
    const known = kept.get(id);
    if (known !== undefined && !isNewest) {
      values.push(known);
      continue;
    }
    const profile = name === null && !isNewest ? null : await profileOf(session, folder, options);
    if (profile && isNewest) functions = dearest(profile, metric);
    const value = profile && name !== null ? selfOf(profile, metric, functionKey(name)) : null;
    if (profile) keep(id, value);
    values.push(value);
  }
  return { metric, values, functions };
}

function checked(params: RunHistoryParams): RunHistoryParams {
  const { runs, metric, name } = params;
  const fits =
    Array.isArray(runs) &&
    runs.length <= mostRuns &&
    runs.every(
      (folder) => typeof folder === "string" && path.isAbsolute(folder) && isRunId(path.basename(folder)),
    ) &&
    typeof metric === "string" &&
    (name === null || typeof name === "string");
  if (!fits) throw new CycleLensError("usage", "no runs were given", "open the history from the runs view");
  return params;
}

async function profileOf(session: Session, folder: string, options: LoadOptions): Promise<Profile | null> {
  const open = session.store.find(folder);
  if (open) return open.profile;
  try {
    return await session.load([path.join(folder, runFiles.profile)], undefined, options);
  } catch (error) {
    if (CycleLensError.is(error, "cancelled")) throw error;
    return null;
  }
}

/** Null where the run has no such figures; nought where the function is not in it. */
function selfOf({ functions }: Profile, metric: string, key: string): number | null {
  const self = functions.self[metric];
  if (!self) return null;
  let sum = 0;
  functionKeys(functions).forEach((other, row) => {
    if (other === key) sum += self[row] || 0;
  });
  return sum;
}

function dearest({ functions }: Profile, metric: string): readonly string[] {
  const self = functions.self[metric];
  if (!self) return [];
  const sums = new Map<string, number>();
  functionKeys(functions).forEach((key, row) => sums.set(key, (sums.get(key) ?? 0) + (self[row] || 0)));
  return [...sums]
    .filter(([key, sum]) => sum > 0 && !key.startsWith("["))
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostFunctions)
    .map(([key]) => key);
}

function keep(id: string, value: number | null): void {
  if (kept.size >= mostKept) kept.clear();
  kept.set(id, value);
}
