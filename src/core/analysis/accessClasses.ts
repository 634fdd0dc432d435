import type { LineAccesses } from "../profile/model";

/** Memory accesses of one class. */
export interface AccessRow {
  /** In the words of the run's memory table. */
  readonly class: string;
  readonly count: number;
  /** Null where the price is unknown. */
  readonly cost: number | null;
}

/** The own accesses of some rows of a table of lines or of instructions by class, the costliest first. Empty where none are known. */
export function accessClasses(
  { accesses }: { readonly accesses?: LineAccesses },
  rows: Iterable<number>,
): AccessRow[] {
  if (accesses === undefined) return [];
  const { classes, prices, start, kind, count } = accesses;
  const counts = new Map<number, number>();
  for (const row of rows)
    for (let i = start[row]!; i < start[row + 1]!; i++)
      counts.set(kind[i]!, (counts.get(kind[i]!) ?? 0) + count[i]!);
  return [...counts]
    .map(([of, n]) => {
      const cost = n * prices[of]!;
      return { class: classes[of]!, count: n, cost: Number.isNaN(cost) ? null : cost };
    })
    .sort((a, b) => (b.cost ?? -1) - (a.cost ?? -1) || b.count - a.count);
}

/** The first `most` of them, and what the others are together; null where there are none. */
export function largestAccesses(
  rows: readonly AccessRow[],
  most: number,
): { readonly shown: readonly AccessRow[]; readonly others: AccessRow | null } {
  // A line for one class says more than a line for "1 other".
  if (rows.length <= most + 1) return { shown: rows, others: null };
  const rest = rows.slice(most);
  return {
    shown: rows.slice(0, most),
    others: {
      class: `${String(rest.length)} other classes`,
      count: rest.reduce((sum, row) => sum + row.count, 0),
      cost: rest.reduce<number | null>(
        (sum, { cost }) => (sum === null || cost === null ? null : sum + cost),
        0,
      ),
    },
  };
}
