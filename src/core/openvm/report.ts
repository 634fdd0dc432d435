import { aggregate, appName, type Aggregate } from "./aggregate";
import { OpenvmCrash } from "./crash";
import { detailMarkdown } from "./detailMarkdown";
import { detailRows } from "./detailRows";
import type { Era } from "./eras/era";
import { finishGroups } from "./finish";
import { gpuMemory, memoryTable } from "./gpuMemory";
import { gpuSvg } from "./gpuSvg";
import { instructionCounts } from "./instructionCounts";
import type { MetricsDb } from "./metricsDb";
import { runMarkdown } from "./runMarkdown";

/** What openvm-prof writes beside one metrics file. */
export interface ReportTexts {
  readonly markdown: string;
  /** `<stem>.detailed.md`, where the era has one. */
  readonly detailed: string | null;
  /** `<stem>.memory.svg`, where the file has memory of the GPU. */
  readonly svg: string | null;
}

export interface ReportOptions {
  readonly era: Era;
  readonly provers: number;
  /** File name of the chart, for the link in the report. */
  readonly svgName: string;
}

/** Adds up a run. @throws OpenvmCrash as the era's tool panics. */
export function runOf(db: MetricsDb, era: Era, provers: number, previous: Aggregate | null): Aggregate {
  return aggregate(finishGroups(db, era, true), era, provers, previous);
}

/** Adds up the run before. */
export function previousOf(db: MetricsDb, era: Era, provers: number): Aggregate {
  return aggregate(finishGroups(db, era, false), era, provers, null);
}

/** The name of a run without a given one. @throws OpenvmCrash without any group, where the era's tool panics. */
export function runName(run: Aggregate, era: Era): string {
  const name = appName(run);
  if (name === null && !era.summary.skipsEmpty)
    throw new OpenvmCrash("no figure has a group", "give a file of a proof, or a name: --names NAME");
  return name ?? "";
}

/** The texts of one file's report. */
export function reportTexts(
  db: MetricsDb,
  run: Aggregate,
  { era, provers, svgName }: ReportOptions,
): ReportTexts {
  const details = detailRows(db, era);
  let markdown = runMarkdown(run, era, provers, (id) => db.names.texts[id]!);
  let svg: string | null = null;
  const memory = era.gpuMemory ? gpuMemory(details, db.names) : null;
  if (memory !== null) {
    svg = gpuSvg(memory.samples);
    markdown += `\n## GPU Memory Usage\n\n![GPU Memory Usage](${svgName})\n\n${memoryTable(memory)}`;
  }
  const counts = era.instructionCounts ? instructionCounts(details, db.names) : "";
  if (counts !== "") markdown += `\n${counts}`;
  const tables = detailMarkdown(details, db.names, era);
  if (era.details.ownFile) return { markdown, detailed: tables, svg };
  markdown += `\n<details>\n<summary>Detailed Metrics</summary>\n\n${tables}</details>\n\n`;
  return { markdown, detailed: null, svg };
}
