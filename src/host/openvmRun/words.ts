import { l10n } from "vscode";
import { openvmRunWords, type OpenvmRunWords } from "../../protocol/openvmRunWords";

/** The texts of the form in the editor's language. */
export function localisedOpenvmRunWords(): OpenvmRunWords {
  const entries = Object.entries(openvmRunWords).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(entries) as unknown as OpenvmRunWords;
}
