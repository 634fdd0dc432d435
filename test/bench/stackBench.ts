import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median } from "./bench";
import type { BenchOptions, BenchRow } from "./bench";
import { bundledChild } from "./child";
import { generateFolded, generateSpeedscope } from "./generateStacks";

/** Folded stacks and speedscope files of 50 MB: the whole profile of ours against only reading the file. */
export async function stackRows(folder: string, options: BenchOptions): Promise<readonly BenchRow[]> {
  const child = await bundledChild("test/bench/stackChild.ts");
  const compare = (name: string, theirs: string, make: (file: string) => void): BenchRow[] => {
    const file = path.join(folder, "stacks");
    make(file);
    const size = (statSync(file).size / 1e6).toFixed(0);
    const runs = Array.from({ length: options.rounds }, () => ({
      ours: child("ours", file),
      theirs: child(theirs, file),
    }));
    rmSync(file);
    const row = (what: "ms" | "peakMb", word: string, unit: string): BenchRow => {
      const [ours, other] = [median(runs.map((r) => r.ours[what])), median(runs.map((r) => r.theirs[what]))];
      return {
        work: `import of a ${size} MB ${name} file: ${word}`,
        against: theirs === "readline" ? "readline, split and sum a leaf" : `${theirs} of the same file`,
        ratio: other / ours,
        atLeast: 1,
        detail: `${ours.toFixed(0)} ${unit}, ${other.toFixed(0)} ${unit}`,
      };
    };
    return [row("ms", "time", "ms"), row("peakMb", "peak memory", "MB")];
  };
  const small = options.smoke;
  return [
    ...compare("folded", "readline", (file) => generateFolded(file, small ? 500 : 48_000)),
    ...compare("speedscope (sampled)", "JSON.parse", (file) =>
      generateSpeedscope(file, small ? 2_000 : 540_000, "sampled"),
    ),
    ...compare("speedscope (evented)", "JSON.parse", (file) =>
      generateSpeedscope(file, small ? 500 : 170_000, "evented"),
    ),
  ];
}
