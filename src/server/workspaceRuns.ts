import { CycleLensError } from "../core/errors";
import type { Guest, RunItem } from "../protocol/requests";
import { listAll, type RunRow } from "../runs/list";
import type { BrokenRun } from "../runs/readRuns";
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
    const found = await Promise.all([...roots].map((root) => listAll(root)));
    return found
      .flatMap(({ runs, broken }) => [...runs.map(itemOf), ...broken.map(brokenItem)])
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  }
}

function itemOf({ folder, run, baselines }: RunRow): RunItem {
  return {
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
  };
}

/** By its name alone: `2026-11-21T08-58-12Z-zisk-guest`. */
function brokenItem({ id, folder, why }: BrokenRun): RunItem {
  const [, day = "", time = "", machine = "", guest = id] =
    /^([\d-]{10})T([\d-]{8})Z-([A-Za-z0-9]+)-(.+)$/.exec(id) ?? [];
  return {
    ...{ folder, id, guest, machine, engine: "", startedAt: `${day}T${time.replaceAll("-", ":")}.000Z` },
    ...{ durationMs: null, outcome: "corrupt", commit: null, dirty: null, baseline: null },
    ...{ inputDigest: null, totals: {}, problem: why },
  };
}

/** What came over the wire, checked. */
function distinctStrings(folders: unknown): readonly string[] {
  if (!Array.isArray(folders)) return [];
  return [...new Set(folders.filter((folder) => typeof folder === "string"))].slice(0, mostFolders);
}
