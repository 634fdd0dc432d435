import { Channel } from "../src/protocol/channel";

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCode;

/** What the editor gives a webview; it may be asked for once. */
export const vsCode: VsCode = acquireVsCodeApi();

/** The way to the host, closed with the page. */
export function hostChannel(): Channel {
  const channel = new Channel((message) => vsCode.postMessage(message));
  addEventListener("message", (event: MessageEvent) => channel.receive(event.data));
  addEventListener("pagehide", () => channel.dispose());
  return channel;
}
