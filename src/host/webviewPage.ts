import { randomBytes } from "node:crypto";
import { env, Uri, type Disposable, type Webview } from "vscode";
import { Channel } from "../protocol/channel";
import type { Services } from "./services";
import { webviewHtml } from "./webviewHtml";

/** A webview that loads our bundles and nothing else, has no commands, and is spoken to over a channel. */
export class WebviewPage implements Disposable {
  readonly channel: Channel;
  readonly #folder: Uri;
  readonly #received: Disposable;

  constructor(
    services: Services,
    private readonly webview: Webview,
  ) {
    this.#folder = Uri.joinPath(services.context.extensionUri, "dist", "webview");
    webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [this.#folder] };
    this.channel = new Channel((message) => void webview.postMessage(message));
    this.#received = webview.onDidReceiveMessage((message: unknown) => this.channel.receive(message));
  }

  /** Starts the page whose script and style have that name; who answers it is connected before. */
  load(name: string): void {
    const resource = (file: string): string =>
      this.webview.asWebviewUri(Uri.joinPath(this.#folder, file)).toString();
    this.webview.html = webviewHtml({
      script: resource(`${name}.js`),
      style: resource(`${name}.css`),
      cspSource: this.webview.cspSource,
      nonce: randomBytes(18).toString("base64url"),
      language: env.language,
    });
  }

  /** What waits for an answer of the page is rejected. */
  dispose(): void {
    this.#received.dispose();
    this.channel.dispose();
  }
}
