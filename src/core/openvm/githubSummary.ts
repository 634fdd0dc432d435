import { appName, type Aggregate, type GroupCells } from "./aggregate";
import { cellText } from "./cellText";
import { OpenvmCrash } from "./crash";
import type { Era } from "./eras/era";
import { metric } from "./metricNames";
import type { Cell } from "./stats";

/** One file of the summary. */
export interface SummaryInput {
  readonly name: string;
  /** File name of its report, for the link. */
  readonly report: string;
  readonly run: Aggregate;
  readonly previous: Aggregate | null;
}

interface Figures {
  readonly proofTime: Cell;
  readonly cycles: Cell;
  readonly cells: Cell;
}

const nothing: Cell = { value: 0, diff: null };

/**
 * The table for a pull request: one row a file. `skipped` names the files without groups, where the era passes over them.
 * @throws OpenvmCrash where the era's tool panics: no group, or no proof time of the application.
 */
export function githubSummary(
  inputs: readonly SummaryInput[],
  era: Era,
  link: string,
): { readonly text: string; readonly skipped: readonly SummaryInput[] } {
  const withCells =
    !era.summary.omitsCells ||
    inputs.some(({ run }) => run.groups.some(({ metrics }) => metrics.has(metric.mainCells)));
  const skipped: SummaryInput[] = [];
  const rows: string[] = [];
  for (const input of inputs) {
    const app = appName(input.run);
    if (app === null && era.summary.skipsEmpty) {
      skipped.push(input);
      continue;
    }
    if (app === null) throw new OpenvmCrash(`${input.name} has no group`, "give a file of a proof");
    if (input.previous?.groups.length === 0 && !era.summary.skipsEmpty)
      throw new OpenvmCrash(
        `the run before ${input.name} has no group`,
        "give a file of a proof, or leave it out of --prev-json-paths",
      );
    const before = input.previous !== null && appName(input.previous) === app ? input.previous : null;
    const figures = figuresOf(input.run, app, era, before);
    if (figures === null)
      throw new OpenvmCrash(
        `${input.name}: group ${app} has no ${metric.proofTime}`,
        "it is of a later version: give --openvm-version, or leave it out",
      );
    // A previous run without a row of its own gives no differences, not even for the leaf.
    const compared = before !== null && figuresOf(before, app, era, null) !== null ? before : null;
    const leaf = figuresOf(input.run, "leaf", era, compared);
    rows.push(`| [${input.name}](${link}/${input.report}) |${cells(figures, leaf, era, withCells)}\n`);
  }
  const heads = ["group", "app.proof_time_ms", "app.cycles"];
  if (withCells) heads.push("app.cells_used");
  heads.push("leaf.proof_time_ms");
  if (era.summary.leafCycles) heads.push("leaf.cycles");
  if (withCells) heads.push("leaf.cells_used");
  const note = withCells
    ? ""
    : "Note: cells_used metrics omitted because CUDA tracegen does not expose unpadded trace heights.\n\n";
  const table = `| ${heads.join(" | ")} |\n| ${heads.map(() => "--").join(" | ")} |\n${rows.join("")}\n`;
  return { text: table + note, skipped };
}

function cells(app: Figures, leaf: Figures | null, era: Era, withCells: boolean): string {
  const appCells = [app.proofTime, app.cycles, ...(withCells ? [app.cells] : [])].map(cellText);
  const leafCells = [
    leaf?.proofTime,
    ...(era.summary.leafCycles ? [leaf?.cycles] : []),
    ...(withCells ? [leaf?.cells] : []),
  ].map((cell) => (cell === undefined ? "-" : cellText(cell)));
  // With cells the application's part ends in a bar without a space; without, one space follows each bar.
  const between = withCells ? " |" : " | ";
  return `${appCells.join(" | ")}${between}${leafCells.join(" | ")} |`;
}

function figuresOf(run: Aggregate, name: string, era: Era, previous: Aggregate | null): Figures | null {
  const group = run.groups.find((candidate) => candidate.name === name);
  if (group === undefined) return null;
  const own = plainFigures(group, era);
  if (own === null) return null;
  const old = previous === null ? null : figuresOf(previous, name, era, null);
  if (old === null) return own;
  const compared = (cell: Cell, before: Cell): Cell => ({
    value: cell.value,
    diff: cell.value - before.value,
  });
  return {
    proofTime: compared(own.proofTime, old.proofTime),
    cycles: compared(own.cycles, old.cycles),
    cells: compared(own.cells, old.cells),
  };
}

function plainFigures({ metrics }: GroupCells, era: Era): Figures | null {
  const { fallback, cycles } = era.summary;
  let proofTime = metrics.get(metric.proofTime)?.sum;
  if (proofTime === undefined) {
    if (fallback === null) return null;
    let value = 0;
    for (const name of fallback) value += metrics.get(name)?.sum.value ?? 0;
    proofTime = { value, diff: null };
  }
  return {
    proofTime,
    cycles: metrics.get(cycles)?.sum ?? nothing,
    cells: metrics.get(metric.mainCells)?.sum ?? nothing,
  };
}
