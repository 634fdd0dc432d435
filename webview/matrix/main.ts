import { Channel } from "../../src/protocol/channel";
import {
  exportMatrix,
  fixMatrixCell,
  matrixReady,
  openMatrixPlace,
  refreshMatrix,
  showMatrix,
} from "../../src/protocol/matrix";
import { MatrixApp } from "./app";
import { readMatrixState } from "./state";
import "../editorPage.css";
import "./style.css";

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCode;

const code = acquireVsCodeApi();
const channel = new Channel((message) => code.postMessage(message));
let app: MatrixApp | null = null;

channel.on(showMatrix, ({ words, table, problem }) => {
  app ??= new MatrixApp(words, readMatrixState(code.getState()), {
    open: (what) => channel.tell(openMatrixPlace, what),
    fix: (what) => channel.tell(fixMatrixCell, what),
    exportAs: (format) => channel.tell(exportMatrix, format),
    refresh: () => channel.tell(refreshMatrix, null),
    save: (state) => code.setState(state),
  });
  app.show(table, problem);
});
addEventListener("message", (event: MessageEvent) => channel.receive(event.data));
addEventListener("pagehide", () => channel.dispose());
channel.tell(matrixReady, null);
