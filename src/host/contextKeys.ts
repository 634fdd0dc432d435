import { commands } from "vscode";
import { contexts, type Contexts } from "./contributions";

const current: { -readonly [K in keyof Contexts]: Contexts[K] } = { ...contexts };

/** Sets a context key that `when` clauses see; says nothing to the editor where nothing changed. */
export function setContext<K extends keyof Contexts>(key: K, value: Contexts[K]): void {
  if (current[key] === value) return;
  current[key] = value;
  void commands.executeCommand("setContext", key, value);
}
