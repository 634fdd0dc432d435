import type { Tag } from "../profile/model";
import { safeName } from "../profile/names";

/** More different labels are not kept: a hostile guest prints them for ever. */
export const mostLabels = 10_000;
export const mostLabelLength = 4096;

interface Sums {
  calls: number;
  total: number;
  min: number;
  max: number;
}

/** Cycles by label of SP1's cycle tracker. */
export class LabelSums {
  private readonly sums = new Map<string, Sums>();

  add(label: string, cycles: number): void {
    const known = this.sums.get(label);
    if (known !== undefined) {
      known.calls++;
      known.total += cycles;
      known.min = Math.min(known.min, cycles);
      known.max = Math.max(known.max, cycles);
    } else if (this.sums.size < mostLabels)
      this.sums.set(label, { calls: 1, total: cycles, min: cycles, max: cycles });
  }

  /** By total, then name. */
  tags(): Tag[] {
    return [...this.sums]
      .map(([label, sums]): Tag => ({ name: safeName(label), metric: "cycles", ...sums }))
      .sort((a, b) => b.total - a.total || (a.name < b.name ? -1 : 1));
  }
}

/**
 * The report's labels are exact. The log's lines add least and most where they tell the same runs, and the labels
 * that were only logged (`cycle-tracker-start`), which no report counts.
 */
export function mergeTags(counted: readonly Tag[], logged: readonly Tag[]): readonly Tag[] {
  const byName = new Map(logged.map((tag) => [tag.name, tag]));
  const merged = counted.map((tag): Tag => {
    const same = byName.get(tag.name);
    byName.delete(tag.name);
    return same?.total === tag.total && (tag.calls === null || same.calls === tag.calls)
      ? { ...tag, calls: same.calls, min: tag.min ?? same.min, max: tag.max ?? same.max }
      : tag;
  });
  return [...merged, ...byName.values()];
}
