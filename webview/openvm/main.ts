import { Channel } from "../../src/protocol/channel";
import {
  chooseVersion,
  metricsAction,
  metricsReady,
  pageCall,
  projectionCall,
  showMetrics,
} from "../../src/protocol/openvm";
import { MetricsApp } from "./app";
import { readMetricsState } from "./state";
import "../editorPage.css";
import "./style.css";
import "./sections.css";
import "./tables.css";

interface VsCode {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCode;

const code = acquireVsCodeApi();
const channel = new Channel((message) => code.postMessage(message));
let app: MetricsApp | null = null;

channel.on(showMetrics, (shown) => {
  app ??= new MetricsApp(shown.words, readMetricsState(code.getState()), {
    page: (params) => channel.call(pageCall, params),
    projection: (params) => channel.call(projectionCall, params),
    act: (action) => channel.tell(metricsAction, action),
    chooseVersion: (version) => channel.tell(chooseVersion, version),
    save: (state) => code.setState(state),
  });
  app.show(shown);
});
addEventListener("message", (event: MessageEvent) => channel.receive(event.data));
addEventListener("pagehide", () => channel.dispose());
channel.tell(metricsReady, null);
