import { workspace } from "vscode";

/** Absolute paths of the workspace folders that lie on disk; a virtual one has none. */
export function localFolders(): readonly string[] {
  return (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
}
