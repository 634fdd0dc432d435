import { l10n } from "vscode";

/** A webview's table of texts (`src/protocol/*Words.ts`) in the editor's language. */
export function localised<K extends string>(words: Readonly<Record<K, string>>): Readonly<Record<K, string>> {
  const entries = Object.entries<string>(words).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(entries) as Record<K, string>;
}
