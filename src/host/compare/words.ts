import { l10n } from "vscode";
import { historyWords, type HistoryWords } from "../../protocol/historyWords";

/** The texts of the history's tab in the user's language. */
export function historyTexts(): HistoryWords {
  const entries = Object.entries(historyWords).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(entries) as unknown as HistoryWords;
}
