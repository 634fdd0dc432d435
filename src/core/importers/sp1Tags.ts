import type { Tag } from "../profile/model";

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
