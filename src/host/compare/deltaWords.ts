import { l10n } from "vscode";
import { exactAmount, exactFigure, type MetricName } from "../../core/report/metricFigures";
import { deltaChange, deltaFigure, deltaKind, deltaSide, type Delta } from "../../core/report/delta";
import type { BaseSummary, ComparisonSummary } from "../../protocol/compare";
import { commitText } from "../trees/runText";

/** `▲ +4.2 % worse`: the arrow and the sign say the side, the word says it once more. Empty where nothing is known. */
export function deltaLabel(delta: Delta, metric: MetricName = ""): string {
  const kind = deltaKind(delta);
  if (kind === "unknown") return "";
  if (kind === "same") return "=";
  return `${deltaSide(delta) === "worse" ? "▲" : "▼"} ${deltaFigure(delta, metric)} ${kindWord(kind)}`;
}

/** `+4.2 % worse`: where an icon says the side already. Empty where nothing is known. */
export function deltaSentence(delta: Delta, metric: MetricName = ""): string {
  return deltaLabel(delta, metric).replace(/^[▲▼] /, "");
}

function kindWord(kind: ReturnType<typeof deltaKind>): string {
  switch (kind) {
    case "worse":
      return l10n.t("worse");
    case "better":
      return l10n.t("better");
    case "new":
      return l10n.t("new");
    case "gone":
      return l10n.t("gone");
    case "same":
      return "=";
    case "unknown":
      return "";
  }
}

/** Base, new and change in full, one a line; nothing where the change is not known. */
export function deltaLines(delta: Delta, metric: MetricName): readonly string[] {
  if (deltaKind(delta) === "unknown") return [];
  return [
    l10n.t("base: {0}", exactFigure(delta.base, metric)),
    l10n.t("now: {0}", exactFigure(delta.next, metric)),
    `Δ: ${exactChange(delta, metric)} ${deltaLabel(delta, metric)}`.trim(),
  ];
}

function exactChange(delta: Delta, metric: MetricName): string {
  const change = deltaChange(delta);
  if (change === 0) return "";
  const amount = exactAmount(change, metric);
  return change !== null && change > 0 ? `+${amount}` : amount;
}

/** `baseline · Nov 21, 14:03 · abc1234` */
export function baseLabel(base: BaseSummary): string {
  const time = Date.parse(base.startedAt ?? "");
  return [
    base.baseline ?? base.title,
    ...(Number.isFinite(time) ? [new Date(time).toLocaleString(undefined, dateForm)] : []),
    ...(base.commit === null ? [] : [commitText(base.commit, null) ?? ""]),
  ].join(" · ");
}

const dateForm = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;

/** What the whole run did in a metric; for ZisK cost without the fixed base, as everywhere. */
export function totalDelta({ totals }: ComparisonSummary, metric: string): Delta | null {
  const ids = metric === "cost" ? ["variable", "total", "cost"] : [metric];
  for (const id of ids) {
    const found = totals.find((total) => total.id === id);
    if (found && found.base !== null && found.next !== null) return { base: found.base, next: found.next };
  }
  return null;
}
