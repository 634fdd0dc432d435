import type { Guest, RunItem } from "../protocol/requests";
import { listRuns, type ListedRun } from "../runs/list";
import { findGuests } from "../toolchains/guests";

const most = 64;

/** Guests of the folders. Manifests are read as text; nothing is started. */
export function guestsIn(folders: readonly string[]): Promise<readonly Guest[]> {
  return findGuests(distinct(folders));
}

/** Finished runs of the folders, each once, newest first within a folder. */
export async function runsIn(folders: readonly string[]): Promise<readonly RunItem[]> {
  const lists = await Promise.all(distinct(folders).map((folder) => listRuns(folder)));
  return lists.flat().map(toItem);
}

function toItem({ folder, run, baselines }: ListedRun): RunItem {
  return {
    folder,
    id: run.id,
    guest: run.guest.name,
    machine: run.machine,
    engine: [run.engine.name, run.engine.version].filter((part) => part !== null).join(" "),
    startedAt: run.startedAt,
    durationMs: run.durationMs,
    outcome: run.outcome.status,
    commit: run.git?.commit ?? null,
    dirty: run.git?.dirty ?? null,
    baseline: baselines[0] ?? null,
    totals: run.totals,
  };
}

function distinct(folders: readonly string[]): readonly string[] {
  return Array.isArray(folders)
    ? [...new Set(folders.filter((folder) => typeof folder === "string"))].slice(0, most)
    : [];
}
