import { randomBytes } from "node:crypto";
import type { Disposable } from "vscode";
import { env, Uri, ViewColumn, window, type WebviewPanel } from "vscode";
import { Channel } from "../../protocol/channel";
import {
  chooseHistory,
  historyReady,
  openHistoryRun,
  showHistory,
  type HistoryChoice,
  type ShownHistory,
} from "../../protocol/history";
import { showFailure } from "../failure";
import { flameHtml } from "../flame/html";
import type { Services } from "../services";
import { tabIcon } from "../tabIcon";
import { historyTexts } from "./words";

const historyViewType = "cyclelens.history";

export interface HistoryHost {
  choose(choice: HistoryChoice): void;
  open(point: number): Promise<void>;
  gone(): void;
}

/** The tab of a history; what it shows is told from outside, again after every change. */
export class HistoryPanel implements Disposable {
  readonly #panel: WebviewPanel;
  readonly #channel: Channel;
  readonly #words = historyTexts();
  #ready = false;
  #last: { readonly history: ShownHistory | null; readonly problem: string | null } | null = null;

  constructor(services: Services, host: HistoryHost) {
    this.#panel = window.createWebviewPanel(historyViewType, "", ViewColumn.Active, {
      enableScripts: true,
      enableFindWidget: true,
    });
    const { webview } = this.#panel;
    const folder = Uri.joinPath(services.context.extensionUri, "dist", "webview");
    webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [folder] };
    const channel = new Channel((message) => void webview.postMessage(message));
    this.#channel = channel;
    channel.on(historyReady, () => {
      this.#ready = true;
      this.tell(this.#last?.history ?? null, this.#last?.problem ?? null);
    });
    channel.on(chooseHistory, (choice) => host.choose(choice));
    channel.on(openHistoryRun, (point) => {
      host.open(point).catch((error: unknown) => showFailure(services, error));
    });
    const subscription = webview.onDidReceiveMessage((message: unknown) => channel.receive(message));
    this.#panel.onDidDispose(() => {
      subscription.dispose();
      channel.dispose();
      host.gone();
    });
    this.#panel.iconPath = tabIcon(services.context, "tab");
    webview.html = flameHtml({
      script: webview.asWebviewUri(Uri.joinPath(folder, "history.js")).toString(),
      style: webview.asWebviewUri(Uri.joinPath(folder, "history.css")).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString("base64url"),
      language: env.language,
    });
  }

  reveal(title: string): void {
    this.#panel.title = title;
    this.#panel.reveal(undefined, false);
  }

  tell(history: ShownHistory | null, problem: string | null): void {
    if (history !== null || problem !== null)
      this.#last = { history: history ?? this.#last?.history ?? null, problem };
    if (this.#ready) this.#channel.tell(showHistory, { words: this.#words, history, problem });
  }

  dispose(): void {
    this.#panel.dispose();
  }
}
