import { l10n, Uri, type TreeDragAndDropController } from "vscode";
import { CycleLensError } from "../../core/errors";
import { showFailure } from "../failure";
import { openFiles } from "../openProfile";
import type { Services } from "../services";

const uriList = "text/uri-list";

/** Opens files that are dropped on a view: from the explorer, an editor tab or the desktop. */
export function profileDrop<T>(services: Services): TreeDragAndDropController<T> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [uriList, "files"],
    handleDrop: async (_target, data) => {
      try {
        const text = await data.get(uriList)?.asString();
        const dropped: Uri[] = text === undefined ? [] : parseUriList(text);
        if (dropped.length === 0)
          data.forEach((item) => {
            const uri = item.asFile()?.uri;
            if (uri) dropped.push(uri);
          });
        const files = dropped.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath);
        if (files.length === 0)
          throw new CycleLensError(
            "bad-input",
            l10n.t("nothing was dropped that lies on this machine"),
            l10n.t("save it to disk and drop it again"),
          );
        await openFiles(services, files);
      } catch (error) {
        showFailure(services, error);
      }
    },
  };
}

/** RFC 2483: one a line, `#` starts a comment. */
function parseUriList(text: string): Uri[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => Uri.parse(line, true));
}
