import { CycleLensError } from "../../errors";
import { label, metric } from "../metricNames";
import type { MetricsDb } from "../metricsDb";
import type { Era, EraId } from "./era";
import { v1_3 } from "./v1_3";
import { v1_4 } from "./v1_4";
import { v1_4_3 } from "./v1_4_3";
import { v1_5 } from "./v1_5";
import { v2_0 } from "./v2_0";

/** Oldest first. */
export const eras: readonly Era[] = [v1_3, v1_4, v1_4_3, v1_5, v2_0];

const byVersion: Readonly<Record<string, EraId>> = {
  "1.2": "1.3",
  "1.3": "1.3",
  "1.4": "1.4",
  "1.4.1": "1.4",
  "1.4.2": "1.4",
  "1.4.3": "1.4.3",
  "1.5": "1.5",
  "1.6": "1.5",
  "1.7": "1.5",
  "2.0": "2.0",
  "2.0.1": "2.0",
  "2.0.2": "2.0",
};

/** The era of a released version of OpenVM, as `1.3`, `v1.4.2` or `2.0.1`. @throws CycleLensError `usage`. */
export function eraOfVersion(text: string): Era {
  const version = text.replace(/^v/, "");
  const id = byVersion[version] ?? byVersion[version.replace(/\.0$/, "")];
  const era = eras.find((candidate) => candidate.id === id);
  if (era === undefined)
    throw new CycleLensError(
      "usage",
      `--openvm-version ${text}: reports of that version of openvm-prof are not written here`,
      `choose one of ${eras.map((candidate) => candidate.id).join(", ")}`,
    );
  return era;
}

/** The era that a file's own figures tell, and by what; `decided` is false where they tell none. */
export interface DetectedEra {
  readonly era: Era;
  readonly decided: boolean;
  readonly why: string;
}

/** @throws CycleLensError `unsupported` for figures that only a later version writes. */
export function detectEra(db: MetricsDb): DetectedEra {
  const texts = db.names.texts;
  const has = (name: string): boolean => db.has(name);
  const later = texts.find((name) => name.startsWith("execute_pure_") && has(name));
  if (later !== undefined && !has(metric.e1Time) && !has(metric.e1Insns))
    throw new CycleLensError(
      "unsupported",
      `${later} is a metric of OpenVM 2.1.0-preview, whose reports are not written here`,
      "give --openvm-version 2.0 for the report of that version",
    );
  const newest = eras.at(-1)!;
  if (has(metric.executeTime)) return { era: v1_3, decided: true, why: metric.executeTime };
  const prover = texts.find(
    (name) => (name.startsWith("prover.") || name.startsWith("gpu_mem.")) && has(name),
  );
  if (prover !== undefined) return { era: newest, decided: true, why: prover };
  if (db.shapes.keys.some((keys) => keys.includes(label.phase)))
    return { era: newest, decided: true, why: `the label ${label.phase}` };
  if (has(metric.preflightTime)) return { era: v1_5, decided: false, why: metric.preflightTime };
  return { era: newest, decided: false, why: "no metric of a certain version" };
}
