import { spawn } from "node:child_process";
import type { BenchRow } from "./bench";

/** How long the guest runs before it is cancelled. */
const runMs = 1500;

/** NaN for a guest that ended before. */
const shown = (ms: number): string => (Number.isNaN(ms) ? "ended before" : ms.toFixed(0));

/** How long a cancelled run of the command line goes on: its profile up to there is written, the process ends. */
export async function cancelRow(cli: string, elf: string, input: string, output: string): Promise<BenchRow> {
  const measured: number[] = [];
  for (let i = 0; i < 3; i++) measured.push(await cancelled(cli, elf, input, output));
  const ms = measured.sort((a, b) => a - b)[1]!;
  return {
    work: "engine, cancel of a long run: from the signal to the end of the process",
    against: "200 ms for the guest to stop; the rest is its profile",
    ratio: null,
    detail: `${shown(ms)} ms (${measured.map(shown).join(", ")})`,
  };
}

function cancelled(cli: string, elf: string, input: string, output: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const args = [cli, "profile", elf, "--engine", "embedded", "--input", input, "--json", "-o", output];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "ignore"] });
    let asked = 0;
    const timer = setTimeout(() => {
      asked = performance.now();
      child.kill("SIGINT");
    }, runMs);
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      resolve(asked === 0 ? NaN : performance.now() - asked);
    });
  });
}
