import { l10n } from "vscode";
import { coverageWords, type CoverageWords } from "../../protocol/coverageWords";

/** The texts of tree and panel in the editor's language. */
export function localisedCoverageWords(): CoverageWords {
  const entries = Object.entries(coverageWords).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(entries) as unknown as CoverageWords;
}
