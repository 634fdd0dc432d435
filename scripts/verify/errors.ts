import { assemble } from "../../src/core/importers/assemble";
import { importPart } from "../../src/core/importers/detect";
import { memorySource } from "./sample";
import type { Row } from "./table";

interface ErrorCase {
  readonly elf: string;
  readonly what: string;
  readonly stats: Run;
  readonly fast: Run;
}
interface Run {
  readonly exit: number;
  readonly steps: number | null;
  readonly stderr: readonly string[];
}

/** The failing guests: exit code, outcome and message from the error lines alone. */
export async function checkErrors(name: string, cases: readonly ErrorCase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const one of cases) {
    for (const mode of ["stats", "fast"] as const) {
      const run = one[mode];
      const bytes = new TextEncoder().encode(`${run.stderr.join("\n")}\n`);
      const profile = assemble([await importPart(memorySource("run.err.txt", bytes))], null);
      const status = one.what.includes("cap of") ? "step-limit" : "guest-error";
      const problems: string[] = [];
      if (profile.exitCode !== run.exit) problems.push(`exit code ${profile.exitCode}, expected ${run.exit}`);
      if (profile.outcome.status !== status)
        problems.push(`outcome ${profile.outcome.status}, expected ${status}`);
      if (profile.outcome.message === null) problems.push("no message");
      rows.push({
        what: `${name}/${one.elf} (${mode}): ${one.what}`,
        form: "errors",
        steps: null,
        total: null,
        opcodes: null,
        listed: null,
        outcome: `${profile.outcome.status}: ${profile.outcome.message ?? ""}`.slice(0, 90),
        problems,
      });
    }
  }
  return rows;
}
