import { forReadRows, type Sp1Program } from "../program";
import { isAccess } from "./accesses";
import { place } from "./place";
import type { Translations } from "./translations";

/** What ran since the last sum, altogether. */
export interface Runs {
  /** Registers that it used, as a set of bits. */
  readonly used: number;
  /** Loads and stores. */
  readonly entries: number;
}

/** Adds to `count` how often each row ran since the last sum, as the linear memory has it, and empties that. */
export function sumRuns(
  program: Sp1Program,
  ints: Int32Array,
  translations: Translations,
  count: Float64Array,
): Runs {
  const from = place.diff / 4;
  let runs = 0;
  let used = 0;
  let entries = 0;
  // Where nothing was read no run of rows begins, goes on or ends, but for the end of one right behind.
  forReadRows(program, (first, end) => {
    for (let row = first; row < end; row++) {
      runs += ints[from + row]!;
      if (runs === 0) continue;
      count[row]! += runs;
      used |= program.uses[row]!;
      if (isAccess(program.op[row]!)) entries += runs;
    }
    runs = 0;
    ints.fill(0, from + first, from + end + 1);
  });
  translations.sum((row, runs) => {
    count[row]! += runs;
    used |= program.uses[row]!;
    if (isAccess(program.op[row]!)) entries += runs;
  });
  return { used, entries };
}
