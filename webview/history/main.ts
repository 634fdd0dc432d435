import { chooseHistory, historyReady, openHistoryRun, showHistory } from "../../src/protocol/history";
import { HistoryApp } from "./app";
import { hostChannel } from "../hostChannel";
import "../editorPage.css";
import "./style.css";

const channel = hostChannel();
let app: HistoryApp | null = null;

channel.on(showHistory, ({ words, history, problem }) => {
  app ??= new HistoryApp(words, {
    choose: (choice) => channel.tell(chooseHistory, choice),
    open: (point) => channel.tell(openHistoryRun, point),
  });
  app.show(history, problem);
});
channel.tell(historyReady, null);
