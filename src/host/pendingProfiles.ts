import { EventEmitter } from "vscode";
import { CycleLensError } from "../core/errors";
import type { Profiles } from "./services";

/** Stands in until the client of the language server is there. */
export function pendingProfiles(): Profiles {
  const changed = new EventEmitter<null>();
  const missing = () =>
    Promise.reject(new CycleLensError("unsupported", "the language server is not there yet", "build it"));
  return {
    active: null,
    onDidChangeActive: changed.event,
    open: missing,
    finish: missing,
    close: () => Promise.resolve(),
    setMetric: missing,
    request: missing,
    dispose: () => changed.dispose(),
  };
}
