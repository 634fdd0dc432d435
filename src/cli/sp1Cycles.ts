import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { runFiles } from "../runs/files";
import { listRuns } from "../runs/list";
import { runTool } from "../runs/runner";
import { availableMemory } from "../toolchains/locate";
import { defaultBudget } from "../toolchains/sp1SampleRate";
import type { CliIo } from "./io";
import { cancelled } from "./openRun";
import type { ReadyHost } from "./sp1ReadyHost";

/** The cycles of this run where they can be counted beforehand, else those of the last run; null where neither is known. */
export async function knownCycles(
  runner: ReadyHost,
  root: string,
  guest: string,
  line: { show(text: string): void },
  io: CliIo,
): Promise<number | null> {
  if (runner.counting === null) {
    const runs = await listRuns(root).catch(() => []);
    const last = runs.find(({ run }) => run.machine === "sp1" && run.guest.name === guest);
    return last?.run.totals["cycles"] ?? null;
  }
  line.show("counting cycles …");
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-count-"));
  try {
    const { argv, cwd, env } = runner.counting;
    const session = { ...io.env, ...env };
    delete session["TRACE_FILE"];
    const exit = await runTool({
      folder,
      argv,
      cwd,
      env: session,
      terminal: null,
      phase: "count",
      signal: io.signal,
    });
    if (exit.cancelled) throw cancelled();
    const printed = /^cycles: (\d{1,15})$/m.exec(
      await readFile(path.join(folder, runFiles.stdout), "utf8"),
    )?.[1];
    // A guest that cannot be run ends at once: its trace cannot be large.
    return printed === undefined ? 0 : Number(printed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a trace may take on disk and in memory. */
export function budget(): { fileBytes: number; memoryBytes: number } {
  return { ...defaultBudget, memoryBytes: Math.min(defaultBudget.memoryBytes, availableMemory() / 2) };
}
