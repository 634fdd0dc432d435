import type { Metric } from "../../core/profile/model";
import type { Delta } from "../../core/report/delta";
import { exactCount, formatPercent, shareOf } from "../../core/report/figures";
import { exactFigure, formatAmount, formatFigure, type MetricName } from "../../core/report/metricFigures";

/** What a tree item says of a function or node; pure, so that the texts are tested without an editor. */
export interface CostedItem {
  readonly name: string;
  readonly self: number | null;
  readonly total: number | null;
  /** What the item is ordered by, and its share of the whole run, 0…1. */
  readonly heat: number | null;
  readonly share: number | null;
  readonly calls?: number | null;
  /** While runs are compared. */
  readonly delta?: Delta;
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
}

/** Localised words for `itemTooltip`. */
export interface TooltipWords {
  readonly self: string;
  readonly total: string;
  readonly calls: string;
  readonly inlined: string;
}

/** `12.4 %  3.10 M`: what stands right after the label. */
export function itemDescription(item: Pick<CostedItem, "share" | "heat">, metric: MetricName): string {
  return `${formatPercent(item.share)}  ${formatAmount(item.heat, metric)}`;
}

/** Full name and exact numbers, one a line; plain text, since names come from files. */
export function itemTooltip(
  item: CostedItem & { readonly inlined?: boolean },
  metric: MetricName,
  words: TooltipWords,
): string {
  const whole = wholeOf(item);
  const figure = (word: string, value: number | null) =>
    value === null
      ? []
      : [`${word}: ${exactFigure(value, metric)} (${formatPercent(shareOf(value, whole))})`];
  return [
    item.name,
    ...(item.inlined ? [words.inlined] : []),
    "",
    ...figure(words.total, item.total),
    ...figure(words.self, item.self),
    ...(item.calls === null || item.calls === undefined ? [] : [`${words.calls}: ${exactCount(item.calls)}`]),
    ...(item.file === null ? [] : [item.line > 0 ? `${item.file}:${item.line}` : item.file]),
  ].join("\n");
}

/** The run's whole, out of an item's own share; null where it cannot be told. */
export function wholeOf({ heat, share }: Pick<CostedItem, "share" | "heat">): number | null {
  return heat === null || share === null || !(share > 0) ? null : heat / share;
}

/** Items of one crate together, crates by what they cost themselves; totals are nested and never added. */
export function groupByCrate<
  T extends { readonly crate: string | null; readonly library: boolean; readonly self: number | null },
>(
  rows: readonly T[],
  other: string,
): readonly {
  readonly crate: string;
  readonly library: boolean;
  readonly self: number | null;
  readonly rows: readonly T[];
}[] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const crate = row.crate ?? other;
    const group = groups.get(crate);
    if (group) group.push(row);
    else groups.set(crate, [row]);
  }
  return [...groups]
    .map(([crate, members]) => ({
      crate,
      library: members.every((m) => m.library),
      self: sumKnown(members.map((m) => m.self)),
      rows: members,
    }))
    .sort((a, b) => (b.self ?? -1) - (a.self ?? -1) || a.crate.localeCompare(b.crate));
}

/** Null where nothing is known: unknown is never zero. */
function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** `93.8 M steps · 17.1 G cost`; what the run does not carry is left out. Of a host's profile the first two: `36.3 K bytes · 718 blocks`. */
export function totalsText(totals: Readonly<Record<string, number | null>>, separator = " · "): string {
  const ofGuest = ["steps", "cycles", "cost", "gas"].flatMap((id) => totalOf(totals, { id, unit: id }));
  const texts =
    ofGuest.length > 0 ? ofGuest : Object.keys(totals).flatMap((id) => totalOf(totals, { id, unit: id }));
  return texts.slice(0, ofGuest.length > 0 ? 4 : 2).join(separator);
}

/** `17.1 G cost`; nothing where the run does not carry the metric's total. */
export function totalOf(totals: Readonly<Record<string, number | null>>, metric: Metric): readonly string[] {
  const cost = totals["total"] ?? totals["cost"] ?? totals["variable"];
  const value = (metric.id === "cost" ? cost : totals[metric.id]) ?? null;
  return value === null ? [] : [formatFigure(value, metric)];
}
