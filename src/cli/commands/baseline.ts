import { CycleLensError } from "../../core/errors";
import { safeName } from "../../core/profile/names";
import { listRuns, readBaselines, removeBaseline, setBaseline } from "../../runs/list";
import { profileFileOf } from "../../runs/loadProfile";
import { requireRun } from "../../runs/pickRun";
import { loadProfile } from "../../server/workerClient";
import { isOn, parse, text } from "../args";
import type { Command } from "../command";
import { exportBaseline } from "../exportBaseline";
import { emit } from "../io";
import { rootOf } from "./runs";

export const baseline: Command = {
  name: "baseline",
  summary: "name a run to compare with, list or remove the names, export one as JSON",
  usage: `cyclelens baseline set NAME [RUN] [--root DIR] [--json] [-o FILE]
cyclelens baseline list [--root DIR] [--json] [-o FILE]
cyclelens baseline unset NAME [--root DIR] [--json] [-o FILE]
cyclelens baseline export NAME [--root DIR] [-o FILE]

set points NAME at RUN: a run's id or the start of it, another baseline, last (which is the default) or last~1.
unset forgets the name; the run stays.
export prints the profile of a baseline or a run as a small cyclelens.profile/1 without paths of this machine, to be
committed as cyclelens.baseline.json and compared with anywhere.`,
  async run(args, io) {
    const parsed = parse("baseline", args, {
      root: { type: "string" },
      output: { type: "string", short: "o" },
    });
    const [verb, name, run, ...rest] = parsed.files;
    const root = await rootOf(parsed, io);
    const file = text(parsed, "output");
    if (verb === "set" && name !== undefined && rest.length === 0) {
      const set = await setBaseline(root, name, (await requireRun(root, run ?? "last")).run.id);
      const answer = baselinesJson((await baselinesOf(root)).filter(({ baseline }) => baseline === name));
      await emit(io, isOn(parsed, "json") ? answer : `${name} → ${set.run.id}\n`, file);
      return 0;
    }
    if (verb === "list" && name === undefined) {
      const rows = await baselinesOf(root);
      const lines = rows
        .map((row) => `${safeName(row.baseline)} → ${safeName(row.run)}${row.missing ? "  (gone)" : ""}\n`)
        .join("");
      await emit(io, isOn(parsed, "json") ? baselinesJson(rows) : lines || "no baselines yet\n", file);
      return 0;
    }
    if (verb === "unset" && name !== undefined && run === undefined) {
      const id = await removeBaseline(root, name);
      if (id === null)
        throw new CycleLensError(
          "not-found",
          `there is no baseline named ${name}`,
          "list them with: cyclelens baseline list",
        );
      const said = `${safeName(name)} no longer names ${safeName(id)}\n`;
      await emit(io, isOn(parsed, "json") ? baselinesJson(await baselinesOf(root)) : said, file);
      return 0;
    }
    if (verb === "export" && name !== undefined && run === undefined) {
      const { folder, run: exported } = await requireRun(root, name);
      const profile = await loadProfile({ files: [await profileFileOf(folder)] }, { signal: io.signal });
      await emit(io, exportBaseline(profile, exported, root), file);
      return 0;
    }
    throw new CycleLensError(
      "usage",
      "baseline wants set NAME [RUN], list, unset NAME or export NAME",
      "see: cyclelens baseline --help",
    );
  },
};

interface BaselineRow {
  readonly baseline: string;
  readonly run: string;
  readonly guest: string | null;
  readonly startedAt: string | null;
  readonly commit: string | null;
  /** Its run was deleted. */
  readonly missing: boolean;
}

/** `cyclelens.baselines/1` */
function baselinesJson(baselines: readonly BaselineRow[]): string {
  return `${JSON.stringify({ schema: "cyclelens.baselines/1", baselines }, null, 2)}\n`;
}

async function baselinesOf(root: string): Promise<BaselineRow[]> {
  const runs = new Map((await listRuns(root)).map(({ run }) => [run.id, run]));
  return Object.entries(await readBaselines(root))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([baseline, id]) => {
      const run = runs.get(id);
      return {
        baseline,
        run: id,
        guest: run?.guest.name ?? null,
        startedAt: run?.startedAt ?? null,
        commit: run?.git?.commit ?? null,
        missing: run === undefined,
      };
    });
}
