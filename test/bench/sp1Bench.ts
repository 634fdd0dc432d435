import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { median, type BenchOptions, type BenchRow } from "./bench";
import type { Measured } from "./child";
import { generateSp1 } from "./generateSp1";

/** Samples of a trace of 100 MB. */
const hundred = 4_150_000;

/** SP1 traces: one of 100 MB against JSON.parse, one of 2 GB, which JSON.parse cannot read, against the first. */
export function sp1Rows(
  child: (...args: string[]) => Measured,
  folder: string,
  { smoke, rounds }: BenchOptions,
): BenchRow[] {
  const file = path.join(folder, "sp1.json");
  generateSp1(file, smoke ? 20_000 : hundred);
  const sizeMb = statSync(file).size / 1e6;
  const runs = Array.from({ length: rounds }, () => ({
    ours: child("sp1", file),
    theirs: child("JSON.parse", file),
    idle: child("idle"),
  }));
  rmSync(file);
  const of = (side: "ours" | "theirs" | "idle", what: "ms" | "peakMb"): number =>
    median(runs.map((run) => run[side][what]));
  const work = `SP1 trace of ${sizeMb.toFixed(0)} MB to a profile`;
  const against = "JSON.parse of the same file";
  const rows: BenchRow[] = [
    {
      work: `${work}: time`,
      against,
      ratio: of("theirs", "ms") / of("ours", "ms"),
      atLeast: 3,
      detail: `${of("ours", "ms").toFixed(0)} ms, ${of("theirs", "ms").toFixed(0)} ms; ${((1000 * sizeMb) / of("ours", "ms")).toFixed(0)} MB/s`,
    },
    {
      work: `${work}: peak memory`,
      against,
      ratio: of("theirs", "peakMb") / of("ours", "peakMb"),
      atLeast: 6,
      detail: `whole process ${of("ours", "peakMb").toFixed(0)} MB, ${of("theirs", "peakMb").toFixed(0)} MB; an idle one has ${of("idle", "peakMb").toFixed(0)} MB`,
    },
  ];
  return smoke ? rows : [...rows, largeRow(child, folder, rounds, of("ours", "peakMb"))];
}

function largeRow(
  child: (...args: string[]) => Measured,
  folder: string,
  rounds: number,
  smallMb: number,
): BenchRow {
  const file = path.join(folder, "sp1-large.json");
  generateSp1(file, hundred, 21);
  const sizeMb = statSync(file).size / 1e6;
  const runs = Array.from({ length: rounds }, () => child("sp1", file));
  rmSync(file);
  const [ms, peakMb] = [median(runs.map((run) => run.ms)), median(runs.map((run) => run.peakMb))];
  return {
    work: `SP1 trace of ${(sizeMb / 1000).toFixed(1)} GB to a profile: peak memory`,
    against: "itself at 100 MB (JSON.parse cannot read it)",
    ratio: peakMb / smallMb,
    atMost: 1.5,
    detail: `${peakMb.toFixed(0)} MB, ${smallMb.toFixed(0)} MB; ${(ms / 1000).toFixed(1)} s, ${((1000 * sizeMb) / ms).toFixed(0)} MB/s`,
  };
}
