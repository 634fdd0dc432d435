import type { Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { answerOf } from "./answer";
import { dhatSummary } from "./dhatSummary";
import { benchmarkCells, benchmarkColumns, benchmarkVerdicts } from "./benchmarks";
import { exactCount, formatPercent, shareOf } from "./figures";
import { formatAmount, isTime, metricWord, tableAmount } from "./metricFigures";
import { alignColumns, type Column } from "./table";

export interface TextOptions {
  /** Guest or file; the first file's name where it is left out. */
  readonly title?: string;
  /** Rows a table; 20 where it is left out. */
  readonly rows?: number;
  /** ANSI colours: only for a terminal. */
  readonly color?: boolean;
  /** Columns of the terminal: names are cut to fit; Infinity leaves them whole. */
  readonly width?: number;
}

/** The report for people: totals, hot functions and lines, opcodes, tags, warnings. Ends with a newline. */
export function textReport(profile: Profile, options: TextOptions = {}): string {
  const { rows = 20, color = false, width = Number.POSITIVE_INFINITY } = options;
  const answer = answerOf(profile, rows, options.title);
  const bold = (text: string) => (color ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string) => (color ? `\u001b[2m${text}\u001b[22m` : text);
  const bad = (text: string) => (color ? `\u001b[33m${text}\u001b[39m` : text);
  const out: string[] = [bold(safeName(answer.title))];
  out.push(profile.outcome.status === "ok" ? answer.outcome : bad(safeName(answer.outcome)), "");
  const section = (title: string, columns: Column[], cells: string[][], more: number) => {
    if (cells.length === 0) return;
    out.push(bold(title));
    const [head = "", ...body] = alignColumns(columns, cells, width);
    out.push(dim(head), ...body);
    if (more > 0) out.push(dim(`  … ${exactCount(more)} more`));
    out.push("");
  };
  const summary = dhatSummary(profile);
  if (summary !== null) out.push(...summary.lines.map((line) => safeName(line)), "");
  out.push(
    ...alignColumns(
      [{ title: "" }, { title: "", right: true }, { title: "", right: true }],
      answer.totals
        .filter(({ label }) => summary?.told.has(label) !== true)
        .map(({ label, value, whole }) => [
          label,
          exactCount(value),
          // The exact figure under its own name, beside it what a person would say.
          isTime(label)
            ? formatAmount(value, label)
            : whole === null
              ? ""
              : formatPercent(shareOf(value, whole)),
        ]),
      width,
    ).slice(1),
    "",
  );
  const { functions, lines, opcodes } = answer;
  section(
    "Hot functions",
    [
      {
        title: functions.totalMetric === null ? "total" : `total ${metricWord(functions.totalMetric)}`,
        right: true,
      },
      { title: "", right: true },
      {
        title: functions.selfMetric === null ? "self" : `self ${metricWord(functions.selfMetric)}`,
        right: true,
      },
      { title: "", right: true },
      { title: "calls", right: true },
      { title: "function" },
    ],
    functions.rows.map((row) => [
      tableAmount(row.total, functions.totalMetric),
      formatPercent(shareOf(row.total, row.totalWhole)),
      tableAmount(row.self, functions.selfMetric),
      formatPercent(shareOf(row.self, row.selfWhole)),
      exactCount(row.calls),
      safeName(row.name) + (row.place === null ? "" : `  ${safeName(row.place)}`),
    ]),
    functions.more,
  );
  section(
    "Hot lines",
    [
      { title: lines.metric === null ? "total" : `total ${metricWord(lines.metric)}`, right: true },
      { title: "", right: true },
      { title: "self", right: true },
      { title: "", right: true },
      { title: "line" },
      { title: "in" },
    ],
    lines.rows.map((row) => [
      tableAmount(row.total, lines.metric),
      formatPercent(shareOf(row.total, row.whole)),
      tableAmount(row.self, lines.metric),
      formatPercent(shareOf(row.self, row.whole)),
      safeName(row.place),
      row.near === null ? "" : safeName(row.near),
    ]),
    lines.more,
  );
  section(
    "Opcodes and precompiles",
    [
      { title: "cost", right: true },
      { title: "", right: true },
      { title: "count", right: true },
      { title: "frops", right: true },
      { title: "name" },
    ],
    opcodes.rows.map((row) => [
      exactCount(row.cost),
      formatPercent(shareOf(row.cost, opcodes.whole)),
      exactCount(row.count),
      row.frops === null ? "" : exactCount(row.frops.count),
      safeName(row.name) + (row.kind === "precompile" ? "  (precompile)" : ""),
    ]),
    opcodes.more,
  );
  const benchmarks = profile.benchmarks ?? [];
  section("Timed commands", benchmarkColumns, benchmarks.map(benchmarkCells), 0);
  for (const verdict of benchmarkVerdicts(benchmarks)) out.push(safeName(verdict));
  if (benchmarks.length > 1) out.push("");
  section(
    "Tags",
    [{ title: "total", right: true }, { title: "unit" }, { title: "calls", right: true }, { title: "tag" }],
    // A timed command is a tag too, with fewer figures.
    (benchmarks.length > 0 ? [] : answer.tags).map((tag) => [
      exactCount(tag.total),
      tag.metric,
      exactCount(tag.calls),
      safeName(tag.name),
    ]),
    0,
  );
  for (const warning of answer.warnings) out.push(bad(`warning: ${safeName(warning)}`));
  while (out.at(-1) === "") out.pop();
  return `${out.join("\n")}\n`;
}
