import type { Guest, RunItem } from "../protocol/requests";
import { listRuns } from "../runs/list";
import { findGuests } from "../toolchains/guests";

const mostFolders = 64;

/** Guests of the workspace, and the runs that stand beside them. */
export class WorkspaceRuns {
  private guests: { readonly folders: string; readonly found: Promise<readonly Guest[]> } | null = null;

  /** Looks anew: the editor asks when something has changed. */
  findGuests(folders: readonly string[]): Promise<readonly Guest[]> {
    const distinct = distinctStrings(folders);
    const found = findGuests(distinct);
    this.guests = { folders: distinct.join("\0"), found };
    return found;
  }

  /** The guests as they were found last; looks for them only if nobody did. Empty where that fails. */
  knownGuests(folders: readonly string[]): Promise<readonly Guest[]> {
    const distinct = distinctStrings(folders);
    const known =
      this.guests?.folders === distinct.join("\0") ? this.guests.found : this.findGuests(distinct);
    return known.catch(() => []);
  }

  /** Finished runs of every guest below the folders and of the folders themselves, newest first. */
  async listRuns(folders: readonly string[]): Promise<readonly RunItem[]> {
    const distinct = distinctStrings(folders);
    const guests = await this.knownGuests(distinct);
    const roots = new Set([...distinct, ...guests.map((guest) => guest.root)]);
    const rows = (await Promise.all([...roots].map((root) => listRuns(root)))).flat();
    return rows
      .map(({ folder, run, baselines }): RunItem => ({
        folder,
        id: run.id,
        guest: run.guest.name,
        machine: run.machine,
        engine: [run.engine.name, run.engine.version].filter(Boolean).join(" "),
        startedAt: run.startedAt,
        durationMs: run.durationMs,
        outcome: run.outcome.status,
        commit: run.git?.commit ?? null,
        dirty: run.git?.dirty ?? null,
        baseline: baselines[0] ?? null,
        totals: run.totals,
      }))
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  }
}

/** What came over the wire, checked. */
function distinctStrings(folders: unknown): readonly string[] {
  if (!Array.isArray(folders)) return [];
  return [...new Set(folders.filter((folder) => typeof folder === "string"))].slice(0, mostFolders);
}
