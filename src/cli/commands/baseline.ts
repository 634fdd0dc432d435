import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { profileToJson } from "../../core/profile/json";
import { safeName } from "../../core/profile/names";
import { runFiles } from "../../runs/files";
import { findRun, listRuns, setBaseline } from "../../runs/list";
import { loadProfile } from "../../server/workerClient";
import { isOn, parse, text } from "../args";
import type { Command } from "../command";
import { emit } from "../io";
import { rootOf } from "./runs";

export const baseline: Command = {
  name: "baseline",
  summary: "name a run to compare with, list the names, export one as JSON",
  usage: `cyclelens baseline set NAME [RUN] [--root DIR]
cyclelens baseline list [--root DIR] [--json]
cyclelens baseline export NAME [--root DIR] [-o FILE]

set points NAME at RUN (a run's id, another baseline, or last, which is the default). export prints the
profile as a small cyclelens.profile/1 that can be committed.`,
  async run(args, io) {
    const parsed = parse("baseline", args, {
      root: { type: "string" },
      output: { type: "string", short: "o" },
    });
    const [verb, name, run, ...rest] = parsed.files;
    const root = await rootOf(parsed, io);
    const file = text(parsed, "output");
    if (verb === "set" && name !== undefined && rest.length === 0) {
      const set = await setBaseline(root, name, run ?? "last");
      const answer = { baseline: name, run: set.run.id };
      await emit(
        io,
        isOn(parsed, "json") ? `${JSON.stringify(answer)}\n` : `${name} → ${set.run.id}\n`,
        file,
      );
      return 0;
    }
    if (verb === "list" && name === undefined) {
      const rows = (await listRuns(root)).flatMap((r) =>
        r.baselines.map((b) => ({ baseline: b, run: r.run.id })),
      );
      const lines = rows.map((row) => `${safeName(row.baseline)} → ${safeName(row.run)}\n`).join("");
      await emit(
        io,
        isOn(parsed, "json") ? `${JSON.stringify(rows, null, 2)}\n` : lines || "no baselines yet\n",
        file,
      );
      return 0;
    }
    if (verb === "export" && name !== undefined && run === undefined) {
      const { folder } = await findRun(root, name);
      const profile = await loadProfile(
        { files: [path.join(folder, runFiles.profile)] },
        { signal: io.signal },
      );
      await emit(io, `${JSON.stringify(profileToJson(profile, { full: false }), null, 2)}\n`, file);
      return 0;
    }
    throw new CycleLensError(
      "usage",
      "baseline wants set NAME [RUN], list or export NAME",
      "see: cyclelens baseline --help",
    );
  },
};
