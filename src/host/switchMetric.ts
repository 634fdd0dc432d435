import { l10n, window } from "vscode";
import { CycleLensError } from "../core/errors";
import { setting } from "./settings";
import type { Services } from "./services";
import { totalOf } from "./trees/treeText";

/** `Switch Metric…`: one switch for decorations, lenses, trees, flame graph and status bar. */
export async function switchMetric({ profiles }: Services, wanted?: unknown): Promise<void> {
  const { active } = profiles;
  if (active === null)
    throw new CycleLensError(
      "not-found",
      l10n.t("no profile is open"),
      l10n.t("profile a guest, or open a profile"),
    );
  const pick = typeof wanted === "string" ? wanted : await ask();
  if (pick !== undefined && pick !== active.metric) await profiles.setMetric(pick);

  async function ask(): Promise<string | undefined> {
    const items = active!.metrics.map((metric) => ({
      label: metric.id,
      description: [
        ...totalOf(active!.totals, metric),
        ...(metric.id === active!.metric ? [l10n.t("shown now")] : []),
      ].join(" · "),
    }));
    return (await window.showQuickPick(items, { placeHolder: l10n.t("What every surface shows first") }))
      ?.label;
  }
}

/** After a change of the setting; the server itself applies it to what is opened. */
export async function applyMetricSetting({ profiles }: Services): Promise<void> {
  const { active } = profiles;
  const wanted = setting("metric");
  if (active === null || wanted === "auto" || wanted === active.metric) return;
  if (active.metrics.some(({ id }) => id === wanted)) await profiles.setMetric(wanted);
}
