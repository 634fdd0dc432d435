import { isRecord } from "./files";
import type { RunJson } from "./runJson";

/** What a list shows of a run: `run.json` without what takes most of its bytes. */
export type RunHead = Omit<RunJson, "argv" | "artefacts" | "sources">;

export function headOf(run: RunJson): RunHead {
  const { schema, guest, machine, mode, engine, input, startedAt } = run;
  const { id, elf, git, durationMs, exitCode, signal, outcome, totals } = run;
  return {
    ...{ schema, id, guest, machine, mode, engine, input, startedAt },
    ...{ elf, git, durationMs, exitCode, signal, outcome, totals },
  };
}

/** Whether a value out of a cache has the shape of a head; as much as `isRunJson` asks of a run. */
export function isRunHead(value: unknown): value is RunHead {
  if (!isRecord(value) || value["schema"] !== "cyclelens.run/1") return false;
  const { id, guest, machine, mode, engine, input, startedAt, git, outcome, totals } = value;
  return (
    typeof id === "string" &&
    isRecord(guest) &&
    typeof guest["name"] === "string" &&
    typeof guest["elf"] === "string" &&
    typeof machine === "string" &&
    (mode === "quick" || mode === "full") &&
    isRecord(engine) &&
    typeof engine["name"] === "string" &&
    (input === null || isRecord(input)) &&
    typeof startedAt === "string" &&
    (git === null || (isRecord(git) && typeof git["commit"] === "string")) &&
    isRecord(outcome) &&
    typeof outcome["status"] === "string" &&
    isRecord(totals)
  );
}
