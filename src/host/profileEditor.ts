import {
  Disposable,
  l10n,
  window,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type Uri,
  type WebviewPanel,
} from "vscode";
import { CycleLensError } from "../core/errors";
import { profileEditors } from "./contributions";
import { failureText } from "./failure";
import { failurePage } from "./failurePage";
import { FlamePanel } from "./flame/panel";
import { openFiles } from "./openProfile";
import type { Services } from "./services";

/** Read-only editors for profile files: the file becomes the active profile, shown as a flame graph. */
export function registerProfileEditors(services: Services): Disposable {
  const provider = new ProfileEditors(services);
  const options = {
    webviewOptions: { retainContextWhenHidden: false },
    supportsMultipleEditorsPerDocument: false,
  };
  return Disposable.from(
    ...profileEditors.map((id) => window.registerCustomEditorProvider(id, provider, options)),
  );
}

class ProfileEditors implements CustomReadonlyEditorProvider {
  constructor(private readonly services: Services) {}

  openCustomDocument(uri: Uri): CustomDocument {
    return { uri, dispose: () => undefined };
  }

  async resolveCustomEditor({ uri }: CustomDocument, panel: WebviewPanel): Promise<void> {
    try {
      if (uri.scheme !== "file")
        throw new CycleLensError(
          "unsupported",
          l10n.t("{0} does not lie on this machine", uri.toString()),
          l10n.t("save it to disk and open it there"),
        );
      let shown = (await openFiles(this.services, [uri.fsPath])).id;
      new FlamePanel(this.services, panel, () => tabs.dispose());
      // The tab shows its own file: coming back to it makes that the active profile again.
      const tabs = panel.onDidChangeViewState(async () => {
        if (!panel.active || this.services.profiles.active?.id === shown) return;
        shown = (await openFiles(this.services, [uri.fsPath])).id;
      });
    } catch (error) {
      this.services.log.error(failureText(error));
      panel.webview.html = failurePage(failureText(error));
    }
  }
}
