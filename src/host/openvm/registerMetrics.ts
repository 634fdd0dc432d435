import {
  commands,
  Disposable,
  l10n,
  Uri,
  window,
  type CustomDocument,
  type CustomReadonlyEditorProvider,
  type WebviewPanel,
} from "vscode";
import { CycleLensError } from "../../core/errors";
import { isMetricsFile } from "../../protocol/openvm";
import { metricsWords } from "../../protocol/openvmWords";
import { metricsEditors } from "../contributions";
import { failureText, showFailure } from "../failure";
import { failurePage } from "../failurePage";
import { localised } from "../localised";
import type { Services } from "../services";
import { MetricsChoices } from "./metricsChoices";
import { MetricsPanel } from "./metricsPanel";

const [byName, asked] = metricsEditors;

/** The metrics view: read-only editors for OpenVM metrics and the command that opens one. */
export function registerMetrics(services: Services): Disposable {
  const editors = new MetricsEditors(services);
  const options = {
    webviewOptions: { retainContextWhenHidden: false, enableFindWidget: false },
    supportsMultipleEditorsPerDocument: false,
  };
  return Disposable.from(
    window.registerCustomEditorProvider(byName, editors.provider(false), options),
    window.registerCustomEditorProvider(asked, editors.provider(true), options),
    commands.registerCommand("cyclelens.openMetrics", async (what?: unknown) => {
      try {
        await editors.open(what);
      } catch (error) {
        showFailure(services, error);
      }
    }),
  );
}

class MetricsEditors {
  readonly #choices: MetricsChoices;
  readonly #panels = new Map<string, MetricsPanel>();
  readonly #words = localised(metricsWords);

  constructor(private readonly services: Services) {
    this.#choices = new MetricsChoices(services.context.workspaceState);
  }

  /** @param wasAsked false where only the file's name led here: a file of another kind is then shown as text. */
  provider(wasAsked: boolean): CustomReadonlyEditorProvider {
    return {
      openCustomDocument: (uri: Uri): CustomDocument => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: ({ uri }, panel) => this.#resolve(uri, panel, wasAsked),
    };
  }

  /** A resource, a path, `{ file, previous, version }`, or nothing: then it asks. */
  async open(what: unknown): Promise<void> {
    const given = givenFile(what);
    const file = given?.file ?? (await pick());
    if (file === null) return;
    const open = this.#panels.get(file);
    if (given?.choice) {
      await this.#choices.change(file, given.choice);
      void open?.load();
    }
    // A tab that shows the file comes to the front; there is no second one.
    await commands.executeCommand("vscode.openWith", Uri.file(file), open?.viewType ?? asked);
  }

  async #resolve(uri: Uri, panel: WebviewPanel, wasAsked: boolean): Promise<void> {
    const { services } = this;
    try {
      if (uri.scheme !== "file")
        throw new CycleLensError(
          "unsupported",
          l10n.t("{0} does not lie on this machine", uri.toString()),
          l10n.t("save it to disk and open it there"),
        );
      const file = uri.fsPath;
      if (!wasAsked && !(await services.profiles.request(isMetricsFile, { file }))) {
        await asText(uri, panel);
        return;
      }
      const shown = new MetricsPanel(services, this.#choices, this.#words, file, panel, () => {
        if (this.#panels.get(file) === shown) this.#panels.delete(file);
      });
      this.#panels.set(file, shown);
      void shown.load();
    } catch (error) {
      services.log.error(failureText(error));
      panel.webview.html = failurePage(failureText(error));
    }
  }
}

/** Of another kind than its name says: the text editor takes its place. */
async function asText(uri: Uri, panel: WebviewPanel): Promise<void> {
  const { viewColumn, active } = panel;
  await commands.executeCommand("vscode.openWith", uri, "default", { viewColumn, preserveFocus: !active });
  panel.dispose();
}

async function pick(): Promise<string | null> {
  const picked = await window.showOpenDialog({
    filters: { [l10n.t("OpenVM metrics")]: ["json", "gz"], [l10n.t("All files")]: ["*"] },
    openLabel: l10n.t("Open Metrics"),
    title: l10n.t("The file that OUTPUT_PATH named when OpenVM proved"),
  });
  return picked?.[0]?.fsPath ?? null;
}

function givenFile(
  what: unknown,
): { readonly file: string; readonly choice?: { previous: string | null; version: string | null } } | null {
  if (what instanceof Uri) return { file: what.fsPath };
  if (typeof what === "string") return { file: what };
  if (typeof what !== "object" || what === null || !("file" in what) || typeof what.file !== "string")
    return null;
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const { previous, version } = what as { previous?: unknown; version?: unknown };
  return { file: what.file, choice: { previous: text(previous), version: text(version) } };
}
