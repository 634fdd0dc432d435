import { CycleLensError } from "../core/errors";
import type { Guest, RunItem } from "../protocol/requests";
import { listRuns } from "../runs/list";
import { findGuests } from "../toolchains/guests";
import { findSp1 } from "../toolchains/sp1Hosts";
import type { Sp1Host } from "../toolchains/sp1Types";

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

  /** Packages that can run SP1 guests, of every folder that can be read; those that link SP1 themselves first. */
  async findSp1Hosts(folders: readonly string[]): Promise<readonly Sp1Host[]> {
    const hosts = new Map<string, Sp1Host>();
    for (const folder of distinctStrings(folders)) {
      const found = await findSp1([folder]).catch((error: unknown) => {
        if (CycleLensError.is(error, "not-found")) return null;
        throw error;
      });
      for (const host of found?.hosts ?? []) hosts.set(host.manifestPath, host);
    }
    return [...hosts.values()].sort((a, b) => Number(b.isDirect) - Number(a.isDirect));
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
        inputDigest: run.input?.sha256 ?? null,
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
