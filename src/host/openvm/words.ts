import { l10n } from "vscode";
import { metricsWords, type MetricsWords } from "../../protocol/openvmWords";

/** The texts of the metrics view in the editor's language. */
export function localisedMetricsWords(): MetricsWords {
  const entries = Object.entries(metricsWords).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(entries) as unknown as MetricsWords;
}
