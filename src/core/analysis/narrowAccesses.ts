import type { Profile } from "../profile/model";

/** A line whose memory accesses cost more than aligned ones of 8 bytes would. */
export interface NarrowLine {
  /** Rows of the line table. */
  readonly rows: readonly number[];
  readonly line: number;
  /** What could be saved at most, in cost units. */
  readonly excess: number;
}

/**
 * Lines of some files (rows of `lines.files`) whose narrow or unaligned accesses cost at least `least` units more than
 * as many aligned ones of 8 bytes, dearest first. `toDocument`: where a line stands now, negative where it does not.
 */
export function narrowLines(
  { lines }: Profile,
  files: ReadonlySet<number>,
  toDocument: (line: number) => number,
  least: number,
): NarrowLine[] {
  const narrow = lines?.extras?.["narrow"];
  if (!lines || !narrow || files.size === 0) return [];
  const byLine = new Map<number, { rows: number[]; excess: number }>();
  for (let row = 0; row < lines.length; row++) {
    if (!(narrow[row]! > 0) || !files.has(lines.file[row]!)) continue;
    const line = toDocument(lines.line[row]!);
    if (line < 0) continue;
    const known = byLine.get(line) ?? { rows: [], excess: 0 };
    known.rows.push(row);
    known.excess += narrow[row]!;
    byLine.set(line, known);
  }
  return [...byLine]
    .map(([line, { rows, excess }]) => ({ line, rows, excess }))
    .filter(({ excess }) => excess >= least)
    .sort((a, b) => b.excess - a.excess || a.line - b.line);
}
