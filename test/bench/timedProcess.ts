import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { median, type BenchOptions } from "./bench";

/** What one process took, from its start to its end. */
export interface Ran {
  readonly ms: number;
  readonly cpuMs: number;
  /** Of the process and its threads, as Linux keeps it; NaN elsewhere. */
  readonly peakMb: number;
}

/**
 * The median of each figure. What ran before has left its files to the system, up to gigabytes of reports and traces:
 * they are on the disk before anything is measured, on either side.
 */
export async function times({ rounds: count }: BenchOptions, once: () => Promise<Ran>): Promise<Ran> {
  if (process.platform === "linux") await run("sync", []);
  const runs: Ran[] = [];
  for (let i = 0; i < count; i++) runs.push(await once());
  return {
    ms: median(runs.map((r) => r.ms)),
    cpuMs: median(runs.map((r) => r.cpuMs)),
    peakMb: median(runs.map((r) => r.peakMb)),
  };
}

/**
 * Where a machine names certificates of its own, Node reads all of them before it does anything else: tens of
 * milliseconds of every process that are the machine's, not the product's.
 */
const ofMachine = "NODE_EXTRA_CA_CERTS";

/** Runs a program to its end; what it prints is thrown away. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const { [ofMachine]: _, ...own } = process.env;
    const started = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...own, ...env } });
    let [peakMb, cpuMs, errors] = [NaN, NaN, ""];
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    const look = (): void => {
      try {
        const status = readFileSync(`/proc/${String(child.pid)}/status`, "utf8");
        peakMb = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024 || peakMb;
        const stat = readFileSync(`/proc/${String(child.pid)}/stat`, "utf8")
          .split(") ")[1]!
          .split(" ");
        // User and system time in hundredths of a second.
        cpuMs = 10 * (Number(stat[11]) + Number(stat[12]));
      } catch {
        // The process has just ended, or this is no Linux.
      }
    };
    const timer = setInterval(look, 10);
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(`${program} ended with ${String(code)}: ${errors.slice(0, 500)}`));
      else resolve({ ms: performance.now() - started, cpuMs, peakMb });
    });
  });
}
