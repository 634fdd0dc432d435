import path from "node:path";
import { l10n, Uri, window, workspace, WorkspaceEdit } from "vscode";
import type { Fix } from "../../core/coverage/types";
import { CycleLensError } from "../../core/errors";
import { editorRange } from "./places";
import { offerUpdate } from "./runUpdate";
import type { Services } from "../services";

/** Writes a fix into the manifest, as the editor's quick fix does, shows it, and offers what must still be run. */
export async function applyFix(services: Services, fix: Fix): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { file, range, newText } of fix.edits) edit.replace(Uri.file(file), editorRange(range), newText);
  const first = fix.edits[0];
  if (!first) return;
  if (!(await workspace.applyEdit(edit)))
    throw new CycleLensError(
      "io",
      l10n.t("the fix could not be written: the manifest has changed"),
      l10n.t("refresh Patch Coverage and try again"),
    );
  const { start } = first.range;
  await window.showTextDocument(Uri.file(first.file), {
    selection: editorRange({ start, end: start }),
  });
  if (fix.then.length > 0) await offerUpdate(services, { cwd: path.dirname(first.file), then: fix.then });
}
