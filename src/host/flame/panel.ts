import { commands, Disposable, env, l10n, Uri, ViewColumn, window, workspace } from "vscode";
import type { WebviewPanel } from "vscode";
import { flameWords } from "../../protocol/flameWords";
import { baseLabel } from "../compare/deltaWords";
import { showFailure } from "../failure";
import { localised } from "../localised";
import type { Services } from "../services";
import { tabIcon } from "../tabIcon";
import { showInTreeCommand } from "../contributions";
import { WebviewPage } from "../webviewPage";
import { connectFlame } from "./bridge";
import type { FlameBridge, FlameHost, ShownSummary } from "./bridge";

export const flameViewType = "cyclelens.flameGraph";

/** One flame graph tab. It shows whatever profile is active. */
export class FlamePanel {
  readonly #disposables: Disposable[] = [];
  readonly #bridge: FlameBridge;
  #drawsComparison = true;

  constructor(
    private readonly services: Services,
    private readonly panel: WebviewPanel,
    gone: () => void,
  ) {
    const page = new WebviewPage(services, panel.webview);
    this.#bridge = connectFlame(page.channel, this.#host());
    this.#disposables.push(
      page,
      services.profiles.onDidChangeActive(() => this.#refresh()),
      services.comparison.onDidChange(() => this.#refresh()),
    );
    panel.onDidDispose(() => {
      Disposable.from(...this.#disposables).dispose();
      gone();
    });
    panel.iconPath = tabIcon(services.context, "flame");
    this.#title();
    page.load("flamegraph");
  }

  show(func: number | undefined): void {
    this.panel.reveal(undefined, false);
    if (func !== undefined) this.#bridge.showFunction(func);
  }

  dispose(): void {
    this.panel.dispose();
  }

  #refresh(): void {
    this.#title();
    this.#bridge.refresh();
  }

  #title(): void {
    const title = this.services.profiles.active?.title;
    this.panel.title = title === undefined ? l10n.t("Flame Graph") : l10n.t("Flame: {0}", title);
  }

  #shown(): ShownSummary | null {
    const { active } = this.services.profiles;
    const { current } = this.services.comparison;
    if (!active || current?.profile !== active.id || !current.hasCallTree) return active;
    const drawn = this.#drawsComparison;
    const { title, metric } = active;
    return {
      id: drawn ? current.id : active.id,
      title,
      metric,
      comparison: { label: baseLabel(current.base), drawn },
    };
  }

  #host(): FlameHost {
    const { profiles, reveal } = this.services;
    return {
      words: localised(flameWords),
      active: () => this.#shown(),
      request: (what, params) => profiles.request(what, params),
      // Beside, the graph stays in use: what is typed next must not land in the source.
      reveal: (file, line, beside) => reveal(file, line, { beside, preserveFocus: beside }),
      showInTree: async (func, name) => {
        if (func >= 0) await commands.executeCommand(showInTreeCommand, func);
        else void window.setStatusBarMessage(l10n.t("{0} is inlined: it has no row of its own", name), 5000);
      },
      copy: async (text) => {
        await env.clipboard.writeText(text);
        void window.setStatusBarMessage(l10n.t("Stack copied"), 3000);
      },
      save: (text, fileName) => saveText(text, fileName),
      setMetric: (metric) => profiles.setMetric(metric),
      drawComparison: (drawn) => {
        this.#drawsComparison = drawn;
        this.#refresh();
      },
      failed: (error) => showFailure(this.services, error),
    };
  }
}

/** Opens a tab beside nothing: in the active column, as a user expects of an editor. */
export function createPanel(): WebviewPanel {
  return window.createWebviewPanel(flameViewType, l10n.t("Flame Graph"), ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: false,
  });
}

async function saveText(text: string, fileName: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    ...(folder ? { defaultUri: Uri.joinPath(folder, fileName) } : {}),
  });
  if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(text));
}
