import { isRecord } from "../protocol/guards";
import type { RunJson } from "./runJson";

/** What a list shows of a run: `run.json` without what takes most of its bytes. */
export type RunHead = Omit<RunJson, "argv" | "artefacts" | "sources" | "elf">;

export function headOf(run: RunJson): RunHead {
  const { schema, guest, machine, mode, engine, input, startedAt } = run;
  const { id, git, durationMs, exitCode, signal, outcome, totals } = run;
  return {
    ...{ schema, id, guest, machine, mode, engine, input, startedAt },
    ...{ git, durationMs, exitCode, signal, outcome, totals },
  };
}

/**
 * Parts of a head that many runs share; a table of them is a tenth of the text. Each with what it must be, as much as
 * `isRunJson` asks of a run.
 */
export const sharedParts = {
  guest: (value: unknown): value is RunHead["guest"] =>
    isRecord(value) && typeof value["name"] === "string" && typeof value["elf"] === "string",
  machine: (value: unknown): value is string => typeof value === "string",
  mode: (value: unknown): value is RunHead["mode"] => value === "quick" || value === "full",
  engine: (value: unknown): value is RunHead["engine"] =>
    isRecord(value) && typeof value["name"] === "string",
  input: (value: unknown): value is RunHead["input"] => value === null || isRecord(value),
  git: (value: unknown): value is RunHead["git"] =>
    value === null || (isRecord(value) && typeof value["commit"] === "string"),
  outcome: (value: unknown): value is RunHead["outcome"] =>
    isRecord(value) && typeof value["status"] === "string",
} as const;
export type SharedPart = keyof typeof sharedParts;
