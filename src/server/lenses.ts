import type { CodeLens } from "vscode-languageserver/node";
import type { FunctionFigures } from "../core/analysis/functionFigures";
import { metricNamed, wholeRun } from "../core/analysis/metrics";
import { deltaText, type Delta } from "../core/report/delta";
import { shareOf } from "../core/report/figures";
import { lensText } from "../core/report/lensText";
import { figuresOf, inlinedFunctions, perView } from "./documentCosts";
import type { DocumentView } from "./documentView";
import type { OpenedProfile } from "./profileStore";

/** What a lens needs to be resolved: a key that survives edits, not a line. */
export interface LensData {
  readonly uri: string;
  readonly profile: string;
  readonly key: string;
}

/** One lens for each `fn` that the profile speaks of; titles are left to `lensTitle`. */
export function functionLenses(opened: OpenedProfile, view: DocumentView, uri: string): CodeLens[] {
  const { keys } = keysOf(opened, view);
  const shown = new Set([...view.matches.map((match) => match.fn), ...inlinedFunctions(opened, view).keys()]);
  return [...shown]
    .sort((a, b) => a - b)
    .map((fn): CodeLens => {
      const line = view.functions[fn]!.line;
      const data: LensData = { uri, profile: opened.id, key: keys[fn]! };
      return { range: { start: { line, character: 0 }, end: { line, character: 0 } }, data };
    });
}

/** The figures of the `fn` that a lens stands above; null if it has gone since. */
export function lensFigures(opened: OpenedProfile, view: DocumentView, key: string): FunctionFigures | null {
  const fn = keysOf(opened, view).byKey.get(key);
  return fn === undefined ? null : figuresOf(opened, view, fn);
}

/** `delta`: what changed of the figure, while runs are compared. */
export function lensTitle(opened: OpenedProfile, figures: FunctionFigures, delta: Delta | null): string {
  const whole = wholeRun(opened.profile, figures.metric);
  const metric = metricNamed(opened.profile, figures.metric);
  const text = lensText({
    ...figures,
    metric,
    share: shareOf(figures.total ?? figures.self, whole),
    instances: figures.rows.length,
  });
  const change = delta === null ? "" : deltaText(delta, metric);
  // The editor drops a plain blank after the icon.
  return `$(flame)\u00a0${text}${change === "" ? "" : ` · Δ ${change}`}`;
}

/** Owner and name, numbered where two are alike. */
const keysOf = perView((_opened, { functions }) => {
  const seen = new Map<string, number>();
  const keys = functions.map((fn) => {
    const key = [...fn.path, fn.implType ?? "", fn.trait ?? "", fn.name].join("::");
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return `${key}#${count}`;
  });
  return { keys, byKey: new Map(keys.map((key, fn) => [key, fn])) };
});
