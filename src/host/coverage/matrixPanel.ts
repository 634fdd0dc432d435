import { Disposable, l10n, Uri, ViewColumn, window, workspace } from "vscode";
import type { WebviewPanel } from "vscode";
import type { CoverageWords } from "../../protocol/coverageWords";
import type { MatrixFormat } from "../../protocol/matrix";
import { showFailure } from "../failure";
import type { Services } from "../services";
import { tabIcon } from "../tabIcon";
import { WebviewPage } from "../webviewPage";
import { applyFix } from "./applyFix";
import type { CoverageStore } from "./coverageStore";
import { exportCoverage } from "./exportCoverage";
import { connectMatrix, type MatrixHost } from "./matrixBridge";
import { matrixTable, type NumberedTable } from "./matrixTable";
import { openPlace } from "./places";

export const matrixViewType = "cyclelens.matrix";

/** The patch coverage matrix as a tab. Shows the store's answer and every newer one. */
export class MatrixPanel {
  readonly #disposables: Disposable[] = [];
  #numbered: NumberedTable | null = null;

  constructor(
    private readonly services: Services,
    private readonly store: CoverageStore,
    private readonly words: CoverageWords,
    private readonly panel: WebviewPanel,
    gone: () => void,
  ) {
    const page = new WebviewPage(services, panel.webview);
    const bridge = connectMatrix(page.channel, this.#host());
    this.#disposables.push(
      page,
      store.keepFor(() => panel.visible),
      store.onDidChange(() => bridge.refresh()),
      panel.onDidChangeViewState(() => {
        if (panel.visible) void store.ask();
      }),
    );
    panel.onDidDispose(() => {
      Disposable.from(...this.#disposables).dispose();
      gone();
    });
    panel.title = l10n.t("Patch Coverage");
    panel.iconPath = tabIcon(services.context, "tab");
    page.load("matrix");
    void store.ask();
  }

  show(): void {
    this.panel.reveal(undefined, false);
  }

  dispose(): void {
    this.panel.dispose();
  }

  #host(): MatrixHost {
    const { services, store, words } = this;
    return {
      words,
      current: () => ({ numbered: this.#current(), problem: store.problem }),
      refresh: () => store.ask(true),
      open: openPlace,
      fix: (fix) => applyFix(services, fix),
      exportAs: (format) => this.#export(format),
      failed: (error) => showFailure(services, error),
    };
  }

  /** One numbering a revision: what the page names by number stays what it saw. */
  #current(): NumberedTable | null {
    const { answer, guests, revision, metric } = this.store;
    if (answer === null) return null;
    if (this.#numbered?.table.revision !== revision)
      this.#numbered = matrixTable(guests, revision, this.words, metric);
    return this.#numbered;
  }

  async #export(format: MatrixFormat): Promise<void> {
    const answer = this.store.answer;
    if (!answer) return;
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const target = await window.showSaveDialog({
      ...(folder ? { defaultUri: Uri.joinPath(folder, `patch-coverage.${format}`) } : {}),
    });
    if (!target) return;
    const text = exportCoverage(answer.folders, format);
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }
}

/** In the active column, as a user expects of an editor. */
export function createMatrixPanel(): WebviewPanel {
  return window.createWebviewPanel(matrixViewType, l10n.t("Patch Coverage"), ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: true,
  });
}
