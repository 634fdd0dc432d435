import { l10n, MarkdownString, StatusBarAlignment, window, Disposable, type StatusBarItem } from "vscode";
import { exactAmount, metricWord } from "../core/report/metricFigures";
import type { ProfileSummary } from "../protocol/requests";
import { deltaText } from "../core/report/delta";
import type { ComparisonSummary } from "../protocol/compare";
import { baseLabel, deltaLabel, totalDelta } from "./compare/deltaWords";
import { withoutIcons } from "./plainText";
import { metricIn } from "./metricIn";
import type { Services } from "./services";
import { totalsText } from "./trees/treeText";

/** One item at the left: the active profile's totals, or how far a run is. */
export class StatusBar implements Disposable {
  readonly #item: StatusBarItem;
  readonly #subscription: Disposable;
  #running: string | null = null;

  constructor(private readonly services: Services) {
    this.#item = window.createStatusBarItem("cyclelens.status", StatusBarAlignment.Left, 10);
    this.#item.name = "CycleLens";
    this.#subscription = Disposable.from(
      services.profiles.onDidChangeActive(() => this.#show()),
      services.comparison.onDidChange(() => this.#show()),
    );
    this.#show();
  }

  /** What a run is doing (`43 % · 91 Msteps/s`); null when none runs. */
  running(text: string | null): void {
    this.#running = text;
    this.#show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show(): void {
    const active = this.services.profiles.active;
    const totals = active ? [totalsText(active.totals), this.#delta(active)].filter(Boolean).join(" · ") : "";
    if (this.#running !== null) {
      this.#item.text = `$(loading~spin) ${withoutIcons(this.#running)}`;
      this.#item.tooltip = l10n.t("Profiling. Click to stop.");
      this.#item.command = "cyclelens.stop";
    } else if (active) {
      this.#item.text = `$(flame) ${totals || withoutIcons(active.title)}`;
      this.#item.tooltip = summaryTooltip(active, this.services.comparison.current);
      this.#item.command = "cyclelens.switchMetric";
    } else return this.#item.hide();
    this.#item.accessibilityInformation = {
      label: `CycleLens: ${this.#running ?? totals}`,
    };
    this.#item.show();
  }

  /** `Δ +4.2 % worse`: of the whole run in the active metric. */
  #delta(profile: ProfileSummary): string {
    const { metric } = profile;
    const { current } = this.services.comparison;
    const delta = current && totalDelta(current, metric);
    const text = delta === null ? "" : deltaText(delta, metricIn(profile, metric));
    return text === "" ? "" : `Δ ${text}`;
  }
}

/** What the run was, exact totals, and what can be done with it. Names go in as text. */
function summaryTooltip(profile: ProfileSummary, comparison: ComparisonSummary | null): MarkdownString {
  const tooltip = new MarkdownString("", true);
  tooltip.isTrusted = {
    enabledCommands: [
      "cyclelens.rerun",
      "cyclelens.showFlameGraph",
      "cyclelens.switchMetric",
      "cyclelens.compareWith",
      "cyclelens.clearComparison",
    ],
  };
  const lines = [
    `${profile.title} · ${profile.outcome.status}`,
    profile.engine,
    ...(profile.commit === null ? [] : [l10n.t("commit {0}", profile.commit.slice(0, 7))]),
    "",
    ...Object.entries(profile.totals).flatMap(([id, value]) =>
      value === null ? [] : [totalLine(profile, id, value)],
    ),
    "",
    ...(comparison === null ? [] : comparedLines(comparison)),
    l10n.t("Shown: {0}. Click to switch.", metricWord(metricIn(profile, profile.metric))),
  ];
  for (const line of lines) tooltip.appendText(withoutIcons(line)).appendMarkdown("\n\n");
  const link = (title: string, command: string) => `[${title}](command:${command})`;
  return tooltip.appendMarkdown(
    [
      link(`$(flame) ${l10n.t("Show Flame Graph")}`, "cyclelens.showFlameGraph"),
      link(`$(debug-rerun) ${l10n.t("Re-run Last Profile")}`, "cyclelens.rerun"),
      comparison === null
        ? link(`$(git-compare) ${l10n.t("Compare With…")}`, "cyclelens.compareWith")
        : link(`$(close) ${l10n.t("Clear Comparison")}`, "cyclelens.clearComparison"),
    ].join(" · "),
  );
}

/** `proof time: 139.013 s` */
function totalLine(profile: ProfileSummary, id: string, value: number): string {
  const metric = metricIn(profile, id);
  return `${metricWord(metric)}: ${exactAmount(value, metric)}`;
}

/** What it is compared with, what each total did, and what is to be minded. */
function comparedLines(comparison: ComparisonSummary): readonly string[] {
  return [
    l10n.t("Compared with {0}", baseLabel(comparison.base)),
    ...comparison.totals
      .filter(({ base, next }) => base !== next)
      .map(({ id, base, next }) => `${metricWord(id)}: ${deltaLabel({ base, next }, id)}`),
    ...comparison.marks,
    "",
  ];
}
