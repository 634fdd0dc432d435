import {
  chooseMetric,
  copyStack,
  drawComparison,
  exportFlame,
  ready,
  revealFrame,
  searchCall,
  showFunction,
  showInTree,
  showProfile,
  sliceCall,
} from "../../src/protocol/flame";
import { App } from "./app";
import type { Backend } from "./backend";
import { forProfile, readState } from "./state";
import { hostChannel, vsCode } from "../hostChannel";
import "./style.css";

const channel = hostChannel();
const backend: Backend = {
  slice: (params) => channel.call(sliceCall, params),
  search: (params) => channel.call(searchCall, params),
  copyStack: (params) => channel.tell(copyStack, params),
  reveal: (frame, beside) => channel.tell(revealFrame, { frame, beside }),
  showInTree: (frame) => channel.tell(showInTree, frame),
  exportAs: (what) => channel.tell(exportFlame, what),
  chooseMetric: (metric) => channel.tell(chooseMetric, metric),
  drawComparison: (drawn) => channel.tell(drawComparison, drawn),
};

let app: App | null = null;
let shown: string | null = null;
/** The metric of the other surfaces, as last told. */
let told: string | null = null;

channel.on(showProfile, ({ profile, words }) => {
  const saved = readState(vsCode.getState());
  app ??= new App(words, backend, saved, (state) => vsCode.setState(state));
  if (!profile) {
    app.say(words.noProfile);
    return;
  }
  // The first profile after a reload with the title of before is the one that the saved focus belongs to.
  const same = shown === profile.id || (shown === null && saved.title === profile.title);
  shown = profile.id;
  app.compare(profile.comparison ?? null);
  const now = app.present;
  // Unless that changes, what was chosen here stays: it may be a part that only the graph knows.
  const metric = told === profile.metric ? now.view.metric : profile.metric;
  told = profile.metric;
  app.setState(
    same
      ? { ...now, title: profile.title, view: { ...now.view, metric } }
      : forProfile(now, profile.title, metric),
  );
});
channel.on(showFunction, (frame) => app?.showFunction(frame));
channel.tell(ready, null);
