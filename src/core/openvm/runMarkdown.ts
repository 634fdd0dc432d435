import { serialCells, type Aggregate, type GroupCells, type MetricCells } from "./aggregate";
import { cellText } from "./cellText";
import { OpenvmCrash } from "./crash";
import type { Era } from "./eras/era";
import { isAppProof, isKeygen } from "./groups";
import { metric } from "./metricNames";
import { fixed } from "./rustText";
import type { Cell } from "./stats";

/** Summary and one table a group, as `<stem>.md` begins. `phaseName` names a phase by its id. */
export function runMarkdown(
  run: Aggregate,
  era: Era,
  provers: number,
  phaseName: (id: number) => string,
): string {
  const lines = [...summaryLines(run, era, provers), "", ""];
  for (const group of run.groups) lines.push(...groupLines(group, era, phaseName));
  lines.push("");
  return `${lines.join("\n")}\n`;
}

function summaryLines(run: Aggregate, era: Era, provers: number): readonly string[] {
  const totals = [run.total, run.parallel].map(cellText);
  const more = era.bounded !== "none";
  if (more) totals.push(boundedTotal(run, era));
  const heads = ["Summary", "Proof Time (s)", "Parallel Proof Time (s)"];
  if (more) heads.push(`Parallel Proof Time (${String(provers)} provers) (s)`);
  const rows = run.groups.flatMap((group) => {
    const proof = group.metrics.get(metric.proofTime);
    if (proof === undefined || (isKeygen(group.name) && !era.keygenInSummary)) return [];
    const cells = [seconds(proof.sum, group, era), seconds(proof.max, group, era)];
    if (more) cells.push(group.bounded === null ? "-" : cellText(group.bounded));
    return [row([group.name, ...cells])];
  });
  return [row(heads), `|:---|${"---:|".repeat(more ? 3 : 2)}`, row(["Total", ...totals]), ...rows];
}

function boundedTotal(run: Aggregate, era: Era): string {
  let value = 0;
  let diff: number | null = null;
  for (const { bounded } of run.groups) {
    if (bounded === null) continue;
    value += bounded.value;
    if (bounded.diff !== null) diff = (diff ?? 0) + bounded.diff;
  }
  return era.bounded === "plain" ? fixed(value, 2) : cellText({ value, diff });
}

/** Milliseconds as seconds; the serial part enters the figure, but not the difference (as in the tool). */
function seconds(cell: Cell, group: GroupCells, era: Era): string {
  let value = cell.value / 1000;
  if (era.serialInRows && isAppProof(group.name))
    for (const serial of serialCells(group.metrics)) value += serial.value / 1000;
  return cellText({ value, diff: cell.diff === null ? null : cell.diff / 1000 });
}

function groupLines(group: GroupCells, era: Era, phaseName: (id: number) => string): readonly string[] {
  if (isKeygen(group.name) && !era.keygenTables) return [];
  const listed = era.listed.flatMap((name) => {
    const cells = group.metrics.get(name);
    return cells === undefined ? [] : [{ name, cells }];
  });
  if (listed.length === 0 && !era.emptyTables) return [];
  const lines = [`| ${group.name} |||||`, "|:---|---:|---:|---:|---:|", "|metric|avg|sum|max|min|"];
  const phaseOf = (cells: MetricCells): number => (era.phases ? cells.phase : -1);
  for (const phase of new Set([-1, ...listed.map(({ cells }) => phaseOf(cells))])) {
    if (phase >= 0) lines.push(`| __${capitalised(phaseName(phase))}__ |||||`);
    for (const { name, cells } of listed)
      if (phaseOf(cells) === phase) lines.push(metricLine(name, cells, group, era));
  }
  lines.push("");
  return lines;
}

function metricLine(name: string, cells: MetricCells, group: GroupCells, era: Era): string {
  const none = "-         ";
  const average = era.averageOnly.includes(name) && isAppProof(group.name);
  const sum = average || era.withoutSum.includes(name) ? none : cellText(cells.sum);
  const ends = average ? [none, none] : [cellText(cells.max), cellText(cells.min)];
  return row([`\`${name.padEnd(20)}\``, cellText(cells.avg), sum, ...ends]);
}

function capitalised(text: string): string {
  // The tool takes the first byte as the first letter.
  if (text === "" || text.charCodeAt(0) >= 0x80)
    throw new OpenvmCrash(
      `the phase "${text}" has no ASCII letter to begin with`,
      "name the phase otherwise",
    );
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
