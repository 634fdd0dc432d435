import type { Metric, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { answerOf } from "./answer";
import { benchmarkCells, benchmarkColumns, benchmarkVerdicts } from "./benchmarks";
import { exactCount, formatPercent, shareOf } from "./figures";
import { formatAmount, isTime, metricWord, tableAmount } from "./metricFigures";
import { clipMiddle } from "./table";

const maxCell = 240;

/** The report as GitHub-flavoured Markdown. Names stand in code spans, so nothing in them has a meaning. */
export function markdownReport(
  profile: Profile,
  options: { readonly rows?: number; readonly title?: string } = {},
): string {
  const answer = answerOf(profile, options.rows ?? 20, options.title);
  const { functions, lines, opcodes } = answer;
  const out: string[] = [`## ${plainText(answer.title)}`, "", `Outcome: ${plainText(answer.outcome)}`, ""];
  const table = (title: string, head: string[], align: string, rows: string[][], more: number) => {
    if (rows.length === 0) return;
    const rule = [...align].map((side) => (side === "r" ? "---:" : "---"));
    if (title !== "") out.push(`### ${title}`, "");
    out.push(row(head), row(rule), ...rows.map(row), "");
    if (more > 0) out.push(`… ${exactCount(more)} more`, "");
  };
  table(
    "",
    ["", "value", "share"],
    "lrr",
    answer.totals.map(({ label, value, whole }) => [
      plainText(label),
      exactCount(value),
      isTime(label) ? formatAmount(value, label) : whole === null ? "" : formatPercent(shareOf(value, whole)),
    ]),
    0,
  );
  table(
    "Hot functions",
    [
      `total ${wordOf(functions.totalMetric)}`.trim(),
      "share",
      `self ${wordOf(functions.selfMetric)}`.trim(),
      "share",
      "calls",
      "function",
      "at",
    ],
    "rrrrrll",
    functions.rows.map((fn) => [
      tableAmount(fn.total, functions.totalMetric),
      formatPercent(shareOf(fn.total, fn.totalWhole)),
      tableAmount(fn.self, functions.selfMetric),
      formatPercent(shareOf(fn.self, fn.selfWhole)),
      exactCount(fn.calls),
      codeCell(fn.name),
      fn.place === null ? "" : codeCell(fn.place),
    ]),
    functions.more,
  );
  table(
    "Hot lines",
    [`total ${wordOf(lines.metric)}`.trim(), "share", "self", "share", "line", "in"],
    "rrrrll",
    lines.rows.map((line) => [
      tableAmount(line.total, lines.metric),
      formatPercent(shareOf(line.total, line.whole)),
      tableAmount(line.self, lines.metric),
      formatPercent(shareOf(line.self, line.whole)),
      codeCell(line.place),
      line.near === null ? "" : codeCell(line.near),
    ]),
    lines.more,
  );
  table(
    "Opcodes and precompiles",
    ["cost", "share", "count", "kind", "name"],
    "rrrll",
    opcodes.rows.map((op) => [
      exactCount(op.cost),
      formatPercent(shareOf(op.cost, opcodes.whole)),
      exactCount(op.count),
      op.kind,
      codeCell(op.name),
    ]),
    opcodes.more,
  );
  const benchmarks = profile.benchmarks ?? [];
  table(
    "Timed commands",
    benchmarkColumns.map(({ title }) => title),
    benchmarkColumns.map(({ right }) => (right === true ? "r" : "l")).join(""),
    benchmarks.map((benchmark) => [...benchmarkCells(benchmark).slice(0, -1), codeCell(benchmark.command)]),
    0,
  );
  for (const verdict of benchmarkVerdicts(benchmarks)) out.push(plainText(verdict), "");
  table(
    "Tags",
    ["total", "unit", "calls", "tag"],
    "rlrl",
    // A timed command is a tag too, with fewer figures.
    (benchmarks.length > 0 ? [] : answer.tags).map((tag) => [
      exactCount(tag.total),
      plainText(tag.metric),
      exactCount(tag.calls),
      codeCell(tag.name),
    ]),
    0,
  );
  for (const warning of answer.warnings) out.push(`> **Warning:** ${plainText(warning)}`, "");
  return `${out.join("\n").trimEnd()}\n`;
}

function wordOf(metric: Metric | null): string {
  return metric === null ? "" : plainText(metricWord(metric));
}

/** A table cell that shows a hostile name to the letter: a code span with a fence longer than any inside. */
export function codeCell(text: string): string {
  const safe = clipMiddle(safeName(text), maxCell);
  if (safe.trim() === "") return "";
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  // A cell is split at pipes before its code spans are read; only a backslash keeps one.
  return `${fence}${pad}${safe.replace(/\\(?=\||$)/g, "\ufffd").replace(/\|/g, "\\|")}${pad}${fence}`;
}

/** Running text in which Markdown, HTML, mentions and links mean nothing. */
export function plainText(text: string): string {
  return clipMiddle(safeName(text), 1000)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[\\`*_[\]|~#]/g, (c) => `\\${c}`)
    .replace(/@/g, "&#64;")
    .replace(/:\/\//g, "&#58;//")
    .replace(/\bwww\./gi, "www&#46;");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
