import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { median } from "./bench";
import type { Bench, BenchOptions, BenchRow } from "./bench";
import { bundledChild } from "./child";
import { generateDisasm } from "./generateDisasm";
import { generateFirefox } from "./generateFirefox";
import type { KeyOrder } from "./generateFirefox";
import { generateReport } from "./generateReport";
import { heapRows } from "./heapBench";
import { stackRows } from "./stackBench";
import { sp1Rows } from "./sp1Bench";

type Child = Awaited<ReturnType<typeof bundledChild>>;

/** Large files in: time and peak memory of each job, measured in processes of their own. */
export const importBench: Bench = async (options) => {
  const folder = mkdtempSync(path.join(tmpdir(), "cyclelens-bench-"));
  try {
    const child = await bundledChild("test/bench/importChild.ts");
    return [
      ...firefoxRows(child, folder, options, "1.4"),
      ...firefoxRows(child, folder, options, "sorted"),
      disasmRow(child, folder, options),
      reportRow(child, folder, options),
      ...sp1Rows(child, folder, options),
      ...heapRows(child, folder, options),
      ...(await stackRows(folder, options)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function firefoxRows(child: Child, folder: string, options: BenchOptions, order: KeyOrder): BenchRow[] {
  const file = path.join(folder, `${order}.json`);
  generateFirefox(file, options.smoke ? 20_000 : 2_850_000, order);
  const size = megabytes(file);
  const runs = Array.from({ length: options.rounds }, () => ({
    ours: child("firefox", file),
    theirs: child("JSON.parse", file),
    idle: child("idle"),
  }));
  rmSync(file);
  const ms = { ours: median(runs.map((r) => r.ours.ms)), theirs: median(runs.map((r) => r.theirs.ms)) };
  const mb = {
    ours: median(runs.map((r) => r.ours.peakMb)),
    theirs: median(runs.map((r) => r.theirs.peakMb)),
    idle: median(runs.map((r) => r.idle.peakMb)),
  };
  const work = `import of a ${size} MB ZisK Firefox profile (${order} keys)`;
  return [
    {
      work: `${work}: time`,
      against: "JSON.parse of the same file",
      ratio: ms.theirs / ms.ours,
      atLeast: 2,
      detail: `${ms.ours.toFixed(0)} ms, ${ms.theirs.toFixed(0)} ms`,
    },
    {
      work: `${work}: peak memory`,
      against: "JSON.parse of the same file",
      ratio: mb.theirs / mb.ours,
      atLeast: 4,
      detail: `whole process ${mb.ours.toFixed(0)} MB, ${mb.theirs.toFixed(0)} MB; an idle one has ${mb.idle.toFixed(0)} MB`,
    },
  ];
}

function disasmRow(child: Child, folder: string, options: BenchOptions): BenchRow {
  const file = path.join(folder, "disasm.txt");
  generateDisasm(file, options.smoke ? 500_000 : 60_000_000);
  const size = megabytes(file);
  const runs = Array.from({ length: options.rounds }, () => ({
    ours: child("disasm", file),
    theirs: child("readline", file),
  }));
  rmSync(file);
  const [ours, theirs] = [median(runs.map((r) => r.ours.ms)), median(runs.map((r) => r.theirs.ms))];
  return {
    work: `import of a ${size} MB disassembly`,
    against: "reading it with readline line by line",
    ratio: theirs / ours,
    atLeast: 2,
    detail: `${ours.toFixed(0)} ms, ${theirs.toFixed(0)} ms; peak ${runs[0]!.ours.peakMb.toFixed(0)} MB`,
  };
}

function reportRow(child: Child, folder: string, options: BenchOptions): BenchRow {
  const functions = options.smoke ? 100 : 2_000;
  const [small, large] = [path.join(folder, "small.txt"), path.join(folder, "large.txt")];
  generateReport(small, functions);
  generateReport(large, 10 * functions);
  const runs = Array.from({ length: options.rounds }, () => ({
    small: child("report", small),
    large: child("report", large),
  }));
  const [tenth, whole] = [median(runs.map((r) => r.small.ms)), median(runs.map((r) => r.large.ms))];
  return {
    work: `import of a ${megabytes(large)} MB report text`,
    against: "itself at a tenth of the size",
    ratio: whole / tenth,
    atMost: 12,
    detail: `${whole.toFixed(0)} ms, ${tenth.toFixed(0)} ms`,
  };
}

function megabytes(file: string): string {
  const mb = statSync(file).size / 1e6;
  return mb < 10 ? mb.toFixed(1) : mb.toFixed(0);
}
