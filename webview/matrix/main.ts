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
import { hostChannel, vsCode } from "../hostChannel";
import "../editorPage.css";
import "./style.css";

const channel = hostChannel();
let app: MatrixApp | null = null;

channel.on(showMatrix, ({ words, table, problem }) => {
  app ??= new MatrixApp(words, readMatrixState(vsCode.getState()), {
    open: (what) => channel.tell(openMatrixPlace, what),
    fix: (what) => channel.tell(fixMatrixCell, what),
    exportAs: (format) => channel.tell(exportMatrix, format),
    refresh: () => channel.tell(refreshMatrix, null),
    save: (state) => vsCode.setState(state),
  });
  app.show(table, problem);
});
channel.tell(matrixReady, null);
