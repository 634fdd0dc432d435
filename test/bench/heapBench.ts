import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median } from "./bench";
import type { BenchOptions, BenchRow } from "./bench";
import type { bundledChild } from "./child";
import { generateDhat } from "./generateDhat";
import { generatePprof } from "./generatePprof";

type Child = Awaited<ReturnType<typeof bundledChild>>;

/** pprof and dhat of 50 MB against the field's own reader: the whole profile of ours, only its objects of theirs. */
export function heapRows(child: Child, folder: string, options: BenchOptions): BenchRow[] {
  const pprof = path.join(folder, "bench.pb");
  generatePprof(pprof, options.smoke ? 5_000 : 700_000);
  const dhat = path.join(folder, "dhat-heap.json");
  generateDhat(dhat, options.smoke ? 1_000 : 180_000);
  return [
    ...rows(child, options, pprof, { ours: "pprof", theirs: "pprof-format", name: "pprof-format's decode" }),
    ...rows(child, options, dhat, {
      ours: "dhat",
      theirs: "JSON.parse",
      name: "JSON.parse of the same file",
    }),
  ];
}

function rows(
  child: Child,
  options: BenchOptions,
  file: string,
  job: { ours: string; theirs: string; name: string },
): BenchRow[] {
  const size = (statSync(file).size / 1e6).toFixed(0);
  const runs = Array.from({ length: options.rounds }, () => ({
    ours: child(job.ours, file),
    theirs: child(job.theirs, file),
  }));
  rmSync(file);
  const of = (who: "ours" | "theirs", what: "ms" | "peakMb") => median(runs.map((run) => run[who][what]));
  const row = (what: "ms" | "peakMb", word: string, unit: string): BenchRow => ({
    work: `import of a ${size} MB ${job.ours} file: ${word}`,
    against: job.name,
    ratio: of("theirs", what) / of("ours", what),
    atLeast: 1,
    detail: `${of("ours", what).toFixed(0)} ${unit}, ${of("theirs", what).toFixed(0)} ${unit}`,
  });
  return [row("ms", "time", "ms"), row("peakMb", "peak memory", "MB")];
}
