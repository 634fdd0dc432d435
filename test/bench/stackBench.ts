import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median } from "./bench";
import type { BenchOptions, BenchRow } from "./bench";
import { bundledChild } from "./child";
import { generateFolded, generateSpeedscope } from "./generateStacks";
import type { StackKind } from "./generateStacks";

const against = {
  speedscope: "speedscope 1.25's own importer (npm)",
  "JSON.parse": "JSON.parse of the same file",
  readline: "readline and split, no tree",
} as const;
const kinds: readonly StackKind[] = ["recurring", "distinct"];

/**
 * Folded stacks and speedscope files of 50 MB, of stacks that recur and of distinct ones: the whole profile of ours against
 * the field's own npm reader, which makes a tree too, and against only reading the file.
 */
export async function stackRows(folder: string, options: BenchOptions): Promise<readonly BenchRow[]> {
  const child = await bundledChild("test/bench/stackChild.ts");
  const compare = (
    name: string,
    others: readonly (keyof typeof against)[],
    make: (file: string) => void,
  ): BenchRow[] => {
    const file = path.join(folder, "stacks");
    make(file);
    const size = (statSync(file).size / 1e6).toFixed(0);
    const runs = Array.from({ length: options.rounds }, () => ({
      ours: child("ours", file),
      others: others.map((other) => child(other, file)),
    }));
    rmSync(file);
    const row = (other: number, what: "ms" | "peakMb", word: string, unit: string): BenchRow => {
      const ours = median(runs.map((r) => r.ours[what]));
      const theirs = median(runs.map((r) => r.others[other]![what]));
      return {
        work: `import of a ${size} MB ${name} file: ${word}`,
        against: against[others[other]!],
        ratio: theirs / ours,
        // What makes no tree is no reader: printed for comparison only, where the field has one.
        ...(others[other] === "speedscope" ? { atLeast: 1 } : {}),
        detail: `${ours.toFixed(0)} ${unit}, ${theirs.toFixed(0)} ${unit}`,
      };
    };
    return others.flatMap((_, other) => [
      row(other, "ms", "time", "ms"),
      row(other, "peakMb", "peak memory", "MB"),
    ]);
  };
  const small = options.smoke;
  return kinds.flatMap((kind) => [
    ...compare(`folded (${kind} stacks)`, ["speedscope", "readline"], (file) =>
      generateFolded(file, small ? 500 : 48_000, kind),
    ),
    ...compare(`speedscope (sampled, ${kind} stacks)`, ["speedscope", "JSON.parse"], (file) =>
      generateSpeedscope(file, small ? 2_000 : 540_000, "sampled", kind),
    ),
    ...compare(`speedscope (evented, ${kind} stacks)`, ["speedscope", "JSON.parse"], (file) =>
      generateSpeedscope(file, small ? 500 : 170_000, "evented", kind),
    ),
  ]);
}
