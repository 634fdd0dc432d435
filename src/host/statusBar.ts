import {
  l10n,
  MarkdownString,
  StatusBarAlignment,
  window,
  type Disposable,
  type StatusBarItem,
} from "vscode";
import { exactCount } from "../core/report/figures";
import type { ProfileSummary } from "../protocol/requests";
import { withoutIcons } from "./plainText";
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
    this.#subscription = services.profiles.onDidChangeActive(() => this.#show());
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
    if (this.#running !== null) {
      this.#item.text = `$(loading~spin) ${withoutIcons(this.#running)}`;
      this.#item.tooltip = l10n.t("Profiling. Click to stop.");
      this.#item.command = "cyclelens.stop";
    } else if (active) {
      this.#item.text = `$(flame) ${totalsText(active.totals) || withoutIcons(active.title)}`;
      this.#item.tooltip = summaryTooltip(active);
      this.#item.command = "cyclelens.switchMetric";
    } else return this.#item.hide();
    this.#item.accessibilityInformation = {
      label: `CycleLens: ${this.#running ?? (active ? totalsText(active.totals) : "")}`,
    };
    this.#item.show();
  }
}

/** What the run was, exact totals, and what can be done with it. Names go in as text. */
function summaryTooltip(profile: ProfileSummary): MarkdownString {
  const tooltip = new MarkdownString("", true);
  tooltip.isTrusted = {
    enabledCommands: ["cyclelens.rerun", "cyclelens.showFlameGraph", "cyclelens.switchMetric"],
  };
  const lines = [
    `${profile.title} · ${profile.outcome.status}`,
    profile.engine,
    ...(profile.commit === null ? [] : [l10n.t("commit {0}", profile.commit.slice(0, 7))]),
    "",
    ...Object.entries(profile.totals).flatMap(([id, value]) =>
      value === null ? [] : [`${id}: ${exactCount(value)}`],
    ),
    "",
    l10n.t("Shown: {0}. Click to switch.", profile.metric),
  ];
  for (const line of lines) tooltip.appendText(withoutIcons(line)).appendMarkdown("\n\n");
  const link = (title: string, command: string) => `[${title}](command:${command})`;
  return tooltip.appendMarkdown(
    [
      link(`$(flame) ${l10n.t("Show Flame Graph")}`, "cyclelens.showFlameGraph"),
      link(`$(debug-rerun) ${l10n.t("Re-run Last Profile")}`, "cyclelens.rerun"),
    ].join(" · "),
  );
}
