import path from "node:path";
import { CycleLensError } from "../../src/core/errors";
import { asWebAssembly, attributed, bytesOf, runGuest, type EngineRow } from "./engineGuest";

interface Case {
  readonly case: number;
  readonly elf: string;
  readonly what: string;
  readonly stats: {
    readonly exit: number;
    readonly report_printed: boolean;
    readonly steps: number | null;
    readonly stdout_first_line: string | null;
    readonly stderr: readonly string[];
  };
}

/** The failing guests: exit code, steps where a report was printed, what was printed before. */
export function checkEngineErrors(folder: string, name: string, cases: readonly Case[]): EngineRow[] {
  return cases.map((one) => {
    const guest = `${name}/${one.elf} (${one.what})`;
    const elf = bytesOf(path.join(folder, one.elf));
    const limit = one.stats.stderr.some((line) => line.includes("EmulationNoCompleted"))
      ? one.stats.steps
      : null;
    const differences: string[] = [];
    try {
      const { run, profile, ms } = runGuest(elf, inputFor(folder, one), "main", limit);
      if (run.exitCode !== one.stats.exit)
        differences.push(`exit code ${String(run.exitCode)}, not ${String(one.stats.exit)}`);
      if (one.stats.report_printed && run.totals["steps"] !== one.stats.steps)
        differences.push(`${String(run.totals["steps"])} steps, not ${String(one.stats.steps)}`);
      const first = run.output.text?.split("\n")[0] ?? "";
      if (one.stats.stdout_first_line !== null && first !== one.stats.stdout_first_line)
        differences.push(
          `printed ${JSON.stringify(first)}, not ${JSON.stringify(one.stats.stdout_first_line)}`,
        );
      if (one.stats.exit !== 0 && run.outcome.status === "ok") differences.push("the run ended well");
      const trap = /pc: (\d+) \}/.exec(one.stats.stderr.join("\n"));
      if (trap !== null && run.fault?.pc !== Number(trap[1]))
        differences.push(`failed at ${String(run.fault?.pc)}, not ${trap[1]!}`);
      differences.push(...attributed(run, profile));
      // Where the tool only ends at its limit, so many steps say as much.
      const steps = run.totals["steps"] ?? 0;
      const fast = asWebAssembly(elf, inputFor(folder, one), limit ?? steps + 1);
      differences.push(...fast.differences);
      return {
        guest,
        steps: run.totals["steps"] ?? null,
        outcome: run.outcome.message ?? "ok",
        ms,
        fastMs: fast.ms,
        differences,
      };
    } catch (error) {
      if (!CycleLensError.is(error)) throw error;
      if (one.stats.exit === 0 || one.stats.report_printed) differences.push(error.message);
      return { guest, steps: null, outcome: `refused: ${error.message}`, ms: 0, fastMs: null, differences };
    }
  });
}

/** One case has an input of a length that the machine refuses. */
function inputFor(folder: string, one: Case): Uint8Array {
  return one.what.includes("input") ? bytesOf(path.join(folder, "input.bin")) : new Uint8Array(0);
}
