import { createHash } from "node:crypto";
import type { EngineRun } from "../../../src/core/engine/types";

/** What the tool says of a run, as far as every guest has it; null where it panics and says nothing. */
export interface ToolFigures {
  readonly exitCode: number;
  readonly figures: Readonly<Record<string, unknown>> | null;
}

const byName = <T extends { readonly name: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Exit code of a tool that panics: it prints no report. */
export const panicExit = 101;

export type Told = Pick<EngineRun, "totals" | "opcodes" | "memory" | "usage" | "tags"> & {
  readonly output: { readonly text: string | null };
};

/** The same columns of an own run and of an imported report, by the keys of the own run's totals. */
export function figuresOf(
  told: Told,
  totals: readonly string[],
  publicHex: string | null,
): Readonly<Record<string, unknown>> {
  return {
    ...Object.fromEntries(totals.map((key) => [key, told.totals[key]])),
    opcodes: byName(told.opcodes),
    memory: told.memory,
    "printed text": told.output.text ?? "",
    rom: told.usage.rom,
    tags: told.tags,
    output: publicHex,
  };
}

/** Short enough to keep: equal figures have equal digests. */
export function digestOf({ exitCode, figures }: ToolFigures): string {
  if (figures === null) return String(exitCode);
  const hash = createHash("sha256").update(JSON.stringify(figures)).digest("hex");
  return `${String(exitCode)} ${hash.slice(0, 16)}`;
}

export function ownFigures(run: EngineRun): ToolFigures {
  const exitCode = run.exitCode ?? -1;
  if (exitCode === panicExit) return { exitCode, figures: null };
  return { exitCode, figures: figuresOf(run, Object.keys(run.totals), run.output.publicHex) };
}
