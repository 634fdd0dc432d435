import { FlameIndex } from "../../src/core/analysis/flame/flameIndex";
import { flameSearch } from "../../src/core/analysis/flame/search";
import { flameSlice } from "../../src/core/analysis/flame/slice";
import { framesText, stackText } from "../../src/core/analysis/flame/stack";
import { flameProfileOf } from "../../src/core/report/flamePageData";
import type { FlamePageData } from "../../src/core/report/flamePageData";
import { flameSvg } from "../../src/core/report/flameSvg";
import { flameWords } from "../../src/protocol/flameWords";
import { App } from "./app";
import type { Backend } from "./backend";
import { el } from "./dom";
import { hotTables } from "./hotTables";
import { freshState } from "./state";
import "./style.css";
import "./page.css";

// The page of `--format html`: the same graph, answered by the analysis in the page itself.
const data = JSON.parse(document.getElementById("cyclelens-data")!.textContent) as FlamePageData;
const index = new FlameIndex(flameProfileOf(data));

const backend: Backend = {
  slice: (params) => Promise.resolve(flameSlice(index, params)),
  search: (params) => Promise.resolve(flameSearch(index, params)),
  copyStack: (params) => {
    const text = params.node >= 0 ? stackText(index, params, params.node) : framesText(index, params.frames);
    void navigator.clipboard?.writeText(text).catch(() => undefined);
  },
  exportAs: ({ view }) => {
    const text = flameSvg(flameSlice(index, view), data.title, flameWords.wholeRun);
    const url = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    el("a", { href: url, download: "flame.svg" }).click();
    URL.revokeObjectURL(url);
  },
  exportFormats: ["svg"],
};

const heading = el("h1", {}, data.title);
if (data.engine !== "") heading.append(el("small", {}, ` ${data.engine}`));
document.body.append(el("header", {}, heading));
const state = { ...freshState, title: data.title };
const app = new App(flameWords, backend, state, () => undefined);
document.body.append(hotTables(data, flameWords));
app.setState(state);
