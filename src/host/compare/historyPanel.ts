import { ViewColumn, window, type Disposable, type WebviewPanel } from "vscode";
import {
  chooseHistory,
  historyReady,
  openHistoryRun,
  showHistory,
  type HistoryChoice,
  type ShownHistory,
} from "../../protocol/history";
import { historyWords } from "../../protocol/historyWords";
import { showFailure } from "../failure";
import { localised } from "../localised";
import type { Services } from "../services";
import { tabIcon } from "../tabIcon";
import { WebviewPage } from "../webviewPage";

const historyViewType = "cyclelens.history";

export interface HistoryHost {
  choose(choice: HistoryChoice): void;
  open(point: number): Promise<void>;
  gone(): void;
}

/** The tab of a history; what it shows is told from outside, again after every change. */
export class HistoryPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #page: WebviewPage;
  readonly #words = localised(historyWords);
  #ready = false;
  #last: { readonly history: ShownHistory | null; readonly problem: string | null } | null = null;

  constructor(services: Services, host: HistoryHost) {
    this.#panel = window.createWebviewPanel(historyViewType, "", ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
    });
    const page = new WebviewPage(services, this.#panel.webview);
    this.#page = page;
    const { channel } = page;
    channel.on(historyReady, () => {
      this.#ready = true;
      this.tell(this.#last?.history ?? null, this.#last?.problem ?? null);
    });
    channel.on(chooseHistory, (choice) => host.choose(choice));
    channel.on(openHistoryRun, (point) => {
      host.open(point).catch((error: unknown) => showFailure(services, error));
    });
    this.#panel.onDidDispose(() => {
      page.dispose();
      host.gone();
    });
    this.#panel.iconPath = tabIcon(services.context, "tab");
    page.load("history");
  }

  reveal(title: string): void {
    this.#panel.title = title;
    this.#panel.reveal(undefined, false);
  }

  tell(history: ShownHistory | null, problem: string | null): void {
    if (history !== null || problem !== null)
      this.#last = { history: history ?? this.#last?.history ?? null, problem };
    if (this.#ready) this.#page.channel.tell(showHistory, { words: this.#words, history, problem });
  }

  dispose(): void {
    this.#panel.dispose();
  }
}
