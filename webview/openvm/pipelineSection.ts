import type { Overview } from "../../src/core/openvm/view/types";
import { formatPercent } from "../../src/core/report/figures";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import { changeOf, figureText } from "./text";

function changed({ text, mood }: ReturnType<typeof changeOf>): HTMLElement {
  return el("span", { class: "change", "data-mood": mood }, text);
}

/** The phases as one bar, and as a table that says the same. */
export function pipelineSection(
  { phases, previous }: Omit<Overview, "curve">,
  words: MetricsWords,
): HTMLElement {
  const known = phases.filter(({ share }) => share !== null && share > 0);
  const bar = el("div", { class: "stack", "aria-hidden": "true" });
  for (const { id, share } of known) {
    const part = el("span", {
      class: "part",
      "data-phase": id,
      title: `${words[`phase_${id}`]}: ${formatPercent(share)}`,
    });
    part.style.flexGrow = String(share);
    bar.append(part);
  }
  const heads = [words.phase, words.time, words.share, ...(previous === null ? [] : [words.change])];
  const rows = phases.map(({ id, time, share }) => {
    const change = changeOf(time, "less", words);
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        el("span", { class: "swatch", "data-phase": id, "aria-hidden": "true" }),
        words[`phase_${id}`],
      ),
      el("td", { class: "figure" }, figureText(time.now, "ms")),
      el("td", { class: "figure" }, formatPercent(share)),
      ...(previous === null
        ? []
        : [el("td", { class: "figure" }, change.text === "" ? "–" : changed(change))]),
    );
  });
  return el(
    "section",
    { class: "pipeline", "aria-labelledby": "pipeline-head" },
    el("h2", { id: "pipeline-head" }, words.pipeline),
    el("p", { class: "hint" }, words.pipelineHint),
    bar,
    el(
      "table",
      { "aria-labelledby": "pipeline-head" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...heads.map((head, at) => el("th", { scope: "col", class: at > 0 ? "figure" : null }, head)),
        ),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}
