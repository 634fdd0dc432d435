import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median } from "./bench";
import type { BenchOptions, BenchRow } from "./bench";
import type { bundledChild } from "./child";
import { generateDhat } from "./generateDhat";
import { generatePprof } from "./generatePprof";

type Child = Awaited<ReturnType<typeof bundledChild>>;

/** Who reads the same file, and what it is called on the page. The first one of a file is the field's own reader. */
type Other = readonly [job: string, name: string];
const parsed: Other = ["JSON.parse", "JSON.parse of the same file"];

/**
 * pprof and dhat of 50 MB against the field's own npm readers: the whole profile of ours with its tree, functions and
 * lines, the objects of pprof-format, the tables of the Firefox Profiler.
 */
export function heapRows(child: Child, folder: string, options: BenchOptions): BenchRow[] {
  const pprof = path.join(folder, "bench.pb");
  generatePprof(pprof, options.smoke ? 5_000 : 700_000);
  const dhat = path.join(folder, "dhat-heap.json");
  generateDhat(dhat, options.smoke ? 1_000 : 180_000);
  return [
    ...rows(child, options, pprof, "pprof", [["pprof-format", "pprof-format's decode (npm)"]]),
    ...rows(child, options, dhat, "dhat", [
      ["Firefox Profiler", "the Firefox Profiler 0.10's own importer (npm)"],
      parsed,
    ]),
  ];
}

function rows(
  child: Child,
  options: BenchOptions,
  file: string,
  format: string,
  others: readonly Other[],
): BenchRow[] {
  const size = (statSync(file).size / 1e6).toFixed(0);
  const runs = Array.from({ length: options.rounds }, () => ({
    ours: child(format, file),
    others: others.map(([job]) => child(job, file)),
  }));
  rmSync(file);
  const row = (other: number, what: "ms" | "peakMb", word: string, unit: string): BenchRow => {
    const ours = median(runs.map((run) => run.ours[what]));
    const theirs = median(runs.map((run) => run.others[other]![what]));
    return {
      work: `import of a ${size} MB ${format} file: ${word}`,
      against: others[other]![1],
      ratio: theirs / ours,
      // Where the field has a reader, what only parses is printed for comparison.
      ...(other === 0 ? { atLeast: 1 } : {}),
      detail: `${ours.toFixed(0)} ${unit}, ${theirs.toFixed(0)} ${unit}`,
    };
  };
  return others.flatMap((_, other) => [
    row(other, "ms", "time", "ms"),
    row(other, "peakMb", "peak memory", "MB"),
  ]);
}
