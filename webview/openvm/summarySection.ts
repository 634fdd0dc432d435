import type { Better, Overview, Pair } from "../../src/core/openvm/view/types";
import { fill } from "../../src/protocol/flameWords";
import type { MetricsWords } from "../../src/protocol/openvmWords";
import { el } from "../flamegraph/dom";
import { changeOf, exactText, shortText } from "./text";

type Shown = Omit<Overview, "curve">;

/** The figures of the whole run, each with its change. */
export function summarySection(overview: Shown, words: MetricsWords): HTMLElement {
  const cards: HTMLElement[] = [
    card(words.serial, overview.serial, "s", "less", words),
    card(words.parallel, overview.parallel, "s", "less", words),
  ];
  if (overview.bounded !== null)
    cards.push(card(fill(words.bounded, overview.provers), overview.bounded, "s", "less", words));
  cards.push(
    card(words.instructions, overview.instructions, "count", "less", words),
    card(words.cells, overview.cells, "cells", "less", words),
  );
  for (const { kind, metric, group, unit, value } of overview.facts) {
    const name = {
      "proof-size": words.proofSize,
      verify: words.verifyTime,
      memory: words.memory,
      custom: words.custom,
    }[kind];
    cards.push(
      card(
        name,
        value,
        unit,
        kind === "custom" ? "none" : "less",
        words,
        [metric, group].filter(Boolean).join(" · "),
      ),
    );
  }
  return el(
    "section",
    { class: "summary", "aria-label": words.summary },
    el("dl", { class: "cards" }, ...cards),
  );
}

function card(
  name: string,
  pair: Pair,
  unit: string,
  better: Better,
  words: MetricsWords,
  detail = "",
): HTMLElement {
  const change = changeOf(pair, better, words);
  const before = pair.before === null ? null : fill(words.before, exactText(pair.before, unit));
  return el(
    "div",
    { class: "card" },
    el("dt", {}, name, ...(detail === "" ? [] : [el("span", { class: "detail" }, detail)])),
    el(
      "dd",
      {},
      el("span", { class: "figure", title: exactText(pair.now, unit) }, shortText(pair.now, unit)),
      ...(change.text === ""
        ? []
        : [el("span", { class: "change", "data-mood": change.mood, title: before }, change.text)]),
    ),
  );
}
