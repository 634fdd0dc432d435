import { stat } from "node:fs/promises";
import { l10n, Range, TextEditorRevealType, Uri, window } from "vscode";
import type { Place, TextRange } from "../../core/coverage/types";
import { CycleLensError } from "../../core/errors";

export function editorRange({ start, end }: TextRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

/** Opens a manifest or lock at a place that the server named. */
export async function openPlace({ file, range }: Place): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile())
    throw new CycleLensError(
      "not-found",
      l10n.t("{0} is not there any more", file),
      l10n.t("refresh Patch Coverage"),
    );
  const at = editorRange(range);
  const editor = await window.showTextDocument(Uri.file(file), { selection: at });
  editor.revealRange(at, TextEditorRevealType.InCenterIfOutsideViewport);
}
