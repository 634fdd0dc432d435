import type { OpenvmSettings } from "../settings";
import type { Era } from "./era";

/** An era with the rows of a user's settings. A metric that the era lists itself is moved, not doubled. */
export function customEra(era: Era, settings: OpenvmSettings | null): Era {
  if (settings === null || settings.metrics.length === 0) return era;
  const own = new Set(settings.metrics.map(({ name }) => name));
  const listed = era.listed.filter((name) => !own.has(name));
  const last = new Map<string, string>();
  for (const { name, after } of settings.metrics) {
    // Several behind one row keep the order of the settings.
    const behind = after === null ? -1 : listed.indexOf(last.get(after) ?? after);
    listed.splice(behind < 0 ? listed.length : behind + 1, 0, name);
    if (after !== null) last.set(after, name);
  }
  const shown = (columns: string): readonly string[] =>
    settings.metrics.flatMap((metric) => (metric.columns === columns ? metric.name : []));
  return {
    ...era,
    listed,
    averageOnly: [...era.averageOnly.filter((name) => !own.has(name)), ...shown("average")],
    withoutSum: [...era.withoutSum.filter((name) => !own.has(name)), ...shown("without-sum")],
  };
}
