import { alignLines } from "./alignLines";

/** Lines of a file as it was built, to lines of the document as it is now. */
export interface LineMap {
  /** 0-based line of the document for a 1-based recorded line; -1 if it changed, went, or was not recorded. */
  exact(line: number): number;
  /** Likewise for any line, by its recorded neighbours: good enough to say which function it is in. */
  near(line: number): number;
  /** Recorded lines that have changed or gone. */
  readonly lost: number;
}

/** `lines` (1-based, ascending) and the hash of each at build time, against the hashes of the document's lines. */
export function lineMap(
  lines: readonly number[],
  hashes: readonly string[],
  document: readonly string[],
): LineMap {
  const places = alignLines(
    lines.map((line) => line - 1),
    hashes,
    document,
  );
  let lost = 0;
  for (const place of places) if (place < 0) lost++;
  return {
    lost,
    exact(line) {
      const at = lowerBound(lines, line);
      return lines[at] === line ? places[at]! : -1;
    },
    near(line) {
      const at = lowerBound(lines, line);
      let after = at;
      while (after < lines.length && places[after]! < 0) after++;
      if (after < lines.length) return Math.max(0, places[after]! - (lines[after]! - line));
      let before = at - 1;
      while (before >= 0 && places[before]! < 0) before--;
      return before < 0 ? line - 1 : places[before]! + (line - lines[before]!);
    },
  };
}

/** For a file of which nothing is recorded: every line is where it was. */
export const sameLines: LineMap = { exact: (line) => line - 1, near: (line) => line - 1, lost: 0 };

function lowerBound(lines: readonly number[], line: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]! < line) low = middle + 1;
    else high = middle;
  }
  return low;
}
