import { mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { median, type Bench, type BenchRow } from "./bench";
import { bundledChild, type Measured } from "./child";
import { generateDistinct, generateMetrics } from "./generateMetrics";

/** `openvm summary`, reports and details included, against `JSON.parse` alone; then larger files in the same memory. */
export const openvmBench: Bench = async ({ smoke, rounds }) => {
  const child = await bundledChild("test/bench/openvmChild.ts");
  const folder = mkdtempSync(path.join(os.tmpdir(), "cyclelens-bench-"));
  const file = path.join(folder, "metrics.json");
  try {
    const sizes = smoke ? [2e6, 4e6, 8e6] : [400e6, 1000e6, 2000e6];
    generateMetrics(file, sizes[0]!);
    const size = (statSync(file).size / 1e6).toFixed(0);
    const runs = Array.from({ length: rounds }, () => ({
      ours: child("summary", file),
      theirs: child("JSON.parse", file),
    }));
    const of = (who: "ours" | "theirs", what: keyof Measured): number =>
      median(runs.map((run) => run[who][what]));
    const row = (what: keyof Measured, word: string, unit: string, atLeast: number): BenchRow => ({
      work: `openvm summary of a ${size} MB metrics file: ${word}`,
      against: "JSON.parse of it alone",
      ratio: of("theirs", what) / of("ours", what),
      atLeast,
      detail: `${of("ours", what).toFixed(0)} ${unit}, ${of("theirs", what).toFixed(0)} ${unit}`,
    });
    const rows = [row("ms", "time", "ms", 2), row("peakMb", "peak memory", "MB", 4)];
    for (const bytes of sizes.slice(1)) {
      generateMetrics(file, bytes);
      const larger = child("summary", file);
      rows.push({
        work: `openvm summary of ${(bytes / 1e6).toFixed(0)} MB: peak memory`,
        against: `that of ${size} MB`,
        ratio: larger.peakMb / of("ours", "peakMb"),
        atMost: 1.25,
        detail: `${larger.peakMb.toFixed(0)} MB in ${larger.ms.toFixed(0)} ms`,
      });
    }
    // Files in which every row is another: reports and view in proportion to what they hold.
    const few = smoke ? 100 : 1000;
    const measured = [few, 10 * few].map((groups) => {
      generateDistinct(file, groups);
      return {
        summary: leastOf(smoke ? 1 : 3, () => child("summary", file)),
        view: leastOf(smoke ? 1 : 3, () => child("view", file)),
      };
    });
    for (const [job, word] of [
      ["summary", "openvm summary"],
      ["view", "metrics view, every table sorted"],
    ] as const) {
      const [less, more] = measured.map((one) => one[job]) as [Measured, Measured];
      rows.push({
        work: `${word} of ${String(10 * few)} groups, ${String(100 * few)} AIRs and spans`,
        against: "a tenth of them",
        ratio: more.ms / less.ms,
        atMost: 12,
        detail: `${more.ms.toFixed(0)} ms and ${more.peakMb.toFixed(0)} MB, ${less.ms.toFixed(0)} ms and ${less.peakMb.toFixed(0)} MB`,
      });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The quickest of several: what the machine does beside it only adds. */
function leastOf(times: number, run: () => Measured): Measured {
  return Array.from({ length: times }, run).reduce((best, one) => (one.ms < best.ms ? one : best));
}
