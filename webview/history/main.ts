import { Channel } from "../../src/protocol/channel";
import { chooseHistory, historyReady, openHistoryRun, showHistory } from "../../src/protocol/history";
import { HistoryApp } from "./app";
import "../editorPage.css";
import "./style.css";

interface VsCode {
  postMessage(message: unknown): void;
}
declare function acquireVsCodeApi(): VsCode;

const code = acquireVsCodeApi();
const channel = new Channel((message) => code.postMessage(message));
let app: HistoryApp | null = null;

channel.on(showHistory, ({ words, history, problem }) => {
  app ??= new HistoryApp(words, {
    choose: (choice) => channel.tell(chooseHistory, choice),
    open: (point) => channel.tell(openHistoryRun, point),
  });
  app.show(history, problem);
});
addEventListener("message", (event: MessageEvent) => channel.receive(event.data));
addEventListener("pagehide", () => channel.dispose());
channel.tell(historyReady, null);
