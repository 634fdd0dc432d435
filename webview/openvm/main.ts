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
import { hostChannel, vsCode } from "../hostChannel";
import "../editorPage.css";
import "./style.css";
import "./sections.css";
import "./tables.css";

const channel = hostChannel();
let app: MetricsApp | null = null;

channel.on(showMetrics, (shown) => {
  app ??= new MetricsApp(shown.words, readMetricsState(vsCode.getState()), {
    page: (params) => channel.call(pageCall, params),
    projection: (params) => channel.call(projectionCall, params),
    act: (action) => channel.tell(metricsAction, action),
    chooseVersion: (version) => channel.tell(chooseVersion, version),
    save: (state) => vsCode.setState(state),
  });
  app.show(shown);
});
channel.tell(metricsReady, null);
