import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { listRuns, pruneRuns } from "../../src/runs/list";
import { indexFile } from "../../src/runs/runIndex";
import { median, type Bench, type BenchRow } from "./bench";

/** A list of many runs, warm, against reading every run.json the fastest way there is. */
export const runsBench: Bench = async ({ smoke, rounds }) => {
  const count = smoke ? 100 : 5_000;
  const root = mkdtempSync(path.join(tmpdir(), "cyclelens-runs-"));
  try {
    const runs = path.join(root, ".cyclelens", "runs");
    for (let i = 0; i < count; i++) layRun(runs, i);
    // What is younger than two seconds is not remembered.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const first = await timed(() => listRuns(root));
    const all: number[] = [];
    const fresh: number[] = [];
    const again: number[] = [];
    const pruned: number[] = [];
    for (let round = 0; round < Math.max(rounds, 3); round++) {
      all.push(await timed(() => readEvery(runs)));
      // As a process that has never seen the index.
      utimesSync(indexFile(root), new Date(), new Date(1e12 + round));
      fresh.push(await timed(() => listRuns(root)));
      again.push(await timed(() => listRuns(root)));
      pruned.push(await timed(() => pruneRuns(root, 2 ** 40)));
    }
    const [every, own, held, prune] = [all, fresh, again, pruned].map(median) as [
      number,
      number,
      number,
      number,
    ];
    const against = "reading and parsing every run.json";
    const row = (work: string, took: number, atLeast?: number): BenchRow => ({
      work,
      against,
      ratio: every / took,
      ...(atLeast === undefined ? {} : { atLeast }),
      detail: `${took.toFixed(1)} ms, ${every.toFixed(1)} ms`,
    });
    return [
      row(`list of ${count.toLocaleString("en-US")} runs, warm, in a new process`, own, 10),
      row("the same in a server that has listed them before", held),
      row("pruning where there is nothing to prune", prune),
      row("the first list, which makes the index", first),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function readEvery(runs: string): number {
  let steps = 0;
  for (const id of readdirSync(runs)) {
    const run = JSON.parse(readFileSync(path.join(runs, id, "run.json"), "utf8")) as {
      totals: { steps: number };
    };
    steps += run.totals.steps;
  }
  return steps;
}

/** As a run of a guest with forty source files leaves it. */
function layRun(runs: string, i: number): void {
  const startedAt = new Date(Date.UTC(2024, 0, 1) + i * 61_000).toISOString();
  const id = `${startedAt.slice(0, 19).replaceAll(":", "-")}Z-zisk-guest`;
  const folder = path.join(runs, id);
  mkdirSync(folder, { recursive: true });
  const hash = (n: number) => (n * 2_654_435_761).toString(16).padStart(64, "0").slice(-64);
  const run = {
    schema: "cyclelens.run/1",
    id,
    guest: {
      name: "guest",
      bin: "guest",
      manifestPath: "/work/guest/Cargo.toml",
      elf: "/work/guest/target/guest",
    },
    ...{ machine: "zisk", mode: "full", argv: ["ziskemu", "-e", "guest", "-X"] },
    engine: { name: "ziskemu", version: "1.4.0-alpha" },
    input: { file: "/work/guest/input.bin", framing: "raw", sizeBytes: 32, sha256: hash(i) },
    startedAt,
    elf: { sizeBytes: 2_261_832, sha256: hash(i + 1), modifiedMs: 1_700_000_000_000 },
    git: { commit: hash(i).slice(0, 40), branch: "main", dirty: false },
    ...{ durationMs: 1092, exitCode: 0, signal: null, outcome: { status: "ok", message: null } },
    totals: {
      steps: i,
      main: 4e8,
      opcodes: 2e8,
      precompiles: 1e6,
      memory: 7e7,
      variable: 7e8,
      base: 2e8,
      total: 1e9,
      frops: 1,
    },
    artefacts: ["stdout.txt", "stats.csv"].map((name) => ({
      ...{ name, sizeBytes: 4000, sha256: hash(i), storedAs: name, storedBytes: 4000 },
    })),
    sources: Array.from({ length: 40 }, (_, at) => ({
      ...{
        file: `src/module${at}.rs`,
        path: `/work/guest/src/module${at}.rs`,
        sha256: hash(at),
        modifiedMs: 1.7e12,
      },
      lines: Array.from({ length: 12 }, (_, line) => 10 + line),
      hashes: Array.from({ length: 12 }, (_, line) => hash(line).slice(-8)),
    })),
  };
  writeFileSync(path.join(folder, "run.json"), `${JSON.stringify(run, null, 2)}\n`);
  for (const name of ["profile.json.gz", "stdout.txt", "stats.csv"])
    writeFileSync(path.join(folder, name), Buffer.alloc(4000));
}
