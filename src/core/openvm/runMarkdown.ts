import type { Aggregate, GroupCells, MetricCells } from "./aggregate";
import { cellText } from "./cellText";
import { OpenvmCrash } from "./crash";
import type { Era } from "./eras/era";
import { groupTimes, totalBounded } from "./groupTimes";
import { isAppProof, isKeygen } from "./groups";
import { fixed } from "./rustText";

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
    const times = groupTimes(group, era);
    if (times === null || (isKeygen(group.name) && !era.keygenInSummary)) return [];
    const cells = [cellText(times.serial), cellText(times.parallel)];
    if (more) cells.push(group.bounded === null ? "-" : cellText(group.bounded));
    return [row([group.name, ...cells])];
  });
  return [row(heads), `|:---|${"---:|".repeat(more ? 3 : 2)}`, row(["Total", ...totals]), ...rows];
}

function boundedTotal(run: Aggregate, era: Era): string {
  const total = totalBounded(run);
  return era.bounded === "plain" ? fixed(total.value, 2) : cellText(total);
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
