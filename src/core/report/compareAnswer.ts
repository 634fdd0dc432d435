import type { CheckResult, Violation } from "../compare/check";
import type { RowList } from "../compare/rowList";
import type { Change, ChangeStatus, Comparison, Mark } from "../compare/types";
import { exactCount } from "./figures";
import {
  changeWord,
  functionNote,
  lineNote,
  shareText,
  sideOfZero,
  signedCount,
  signedPercent,
} from "./compareWords";
import type { Column } from "./table";

/** One table of a comparison's report, as text; the same in every form. */
export interface CompareTable {
  readonly title: string;
  /** The last column is the name. */
  readonly columns: readonly Column[];
  readonly rows: readonly CompareRow[];
  /** Changed rows that the limit left out. */
  readonly more: number;
}

export interface CompareRow {
  readonly cells: readonly string[];
  readonly name: string;
  /** Place and notes, behind the name. */
  readonly note: string;
  readonly side: "worse" | "better" | null;
}

const figureColumns: readonly Column[] = [
  { title: "base", right: true },
  { title: "new", right: true },
  { title: "change", right: true },
  { title: "%", right: true },
];

/** What people want to see: totals, then what changed of functions, lines, opcodes, tags, memory, each at most `limit` rows. */
export function compareTables(comparison: Comparison, limit: number): readonly CompareTable[] {
  const { metric, order, functions } = comparison;
  const other = order === "self" ? "total" : "self";
  return [
    {
      title: "Totals",
      columns: [...figureColumns, { title: "of the change", right: true }, { title: "" }, { title: "total" }],
      rows: comparison.totals.map((row) => neutral(rowOf(row, row, [shareText(row.share)], ""))),
      more: 0,
    },
    table(
      `Functions by ${order} ${metric}`,
      [
        { title: `${order} base`, right: true },
        { title: `${order} new`, right: true },
        { title: "change", right: true },
        { title: "%", right: true },
        { title: "of the change", right: true },
        { title: `${other} change`, right: true },
        { title: "calls", right: true },
        { title: "" },
        { title: "function" },
      ],
      listed(functions, limit, (row) =>
        rowOf(
          row,
          row[order][metric] ?? unknown,
          [
            shareText(row[order][metric]?.share ?? null),
            row[other][metric] === undefined ? "" : signedCount(row[other][metric].delta),
            row.calls.delta === 0 ? "=" : signedCount(row.calls.delta),
          ],
          [placeOf(row.file, row.line), functionNote(row)].filter((note) => note !== "").join(", "),
        ),
      ),
    ),
    table(
      `Lines by self ${metric}`,
      [...figureColumns, { title: "of the change", right: true }, { title: "" }, { title: "line" }],
      withEffect(
        listed(comparison.lines, limit, (row) =>
          rowOf(
            row,
            row.self[metric] ?? unknown,
            [shareText(row.self[metric]?.share ?? null)],
            lineNote(row),
          ),
        ),
      ),
    ),
    ...(["precompiles", "opcodes"] as const).map((kind) =>
      table(
        kind === "opcodes" ? "Opcodes" : "Precompiles",
        [
          { title: "cost base", right: true },
          { title: "cost new", right: true },
          { title: "change", right: true },
          { title: "%", right: true },
          { title: "of the change", right: true },
          { title: "count", right: true },
          { title: "" },
          { title: kind === "opcodes" ? "opcode" : "precompile" },
        ],
        listed(comparison[kind], limit, (row) =>
          rowOf(row, row.cost, [shareText(row.cost.share), signedCount(row.count.delta)], "", row.count),
        ),
      ),
    ),
    table(
      "Tags",
      [...figureColumns, { title: "calls", right: true }, { title: "unit" }, { title: "" }, { title: "tag" }],
      listed(comparison.tags, limit, (row) =>
        rowOf(row, row.total, [signedCount(row.calls.delta), row.metric], ""),
      ),
    ),
    table(
      "Memory",
      [...figureColumns, { title: "count", right: true }, { title: "" }, { title: "class" }],
      listed(comparison.memory, limit, (row) =>
        rowOf(row, row.cost, [signedCount(row.count.delta)], "", row.count),
      ),
    ),
    table(
      "ROM and RAM",
      [...figureColumns, { title: "" }, { title: "use" }],
      listed(comparison.usage, limit, (row) => rowOf(row, row, [], "")),
    ),
  ].filter(({ rows }) => rows.length > 0);
}

/** One thing that the gate says; a name stands apart, for it is somebody else's text. */
export interface CheckLine {
  /** `allowed by line 3 (rewritten)`; empty for a refusal. */
  readonly before: string;
  readonly name: string | null;
  readonly text: string;
}

/** `check: passed (cost +0.1 %)`, and that it may be of something else where a weighty mark says so. */
export function checkVerdict(
  { passed, violations, metric, maxRegression, perFunction }: CheckResult,
  { marks }: Pick<Comparison, "marks">,
): string {
  const care = marks.some(isWeighty) ? "; the two runs may not be of the same work: see the notes" : "";
  const limits = `${metric} +${maxRegression} %${perFunction === null ? "" : `, each function +${perFunction} %`}`;
  return passed
    ? `check: passed (${limits})${care}`
    : `check: refused, ${counted(violations.length, "regression")} (${limits})${care}`;
}

const weighty = new Set<Mark["kind"]>(["engines", "models", "guests", "inputs", "metrics", "sampled"]);

/** Why a verdict may be of something else: another guest, other figures. */
export function isWeighty({ kind }: Mark): boolean {
  return weighty.has(kind);
}

/** What the gate refuses, then what is allowed, then what it could not judge. */
export function checkLines({ violations, allowed, notJudged }: CheckResult): readonly CheckLine[] {
  const line = (row: Violation, before: string): CheckLine => ({
    before,
    name: row.kind === "function" || row.kind === "new-function" ? row.name : null,
    text: row.text,
  });
  return [
    ...violations.map((row) => line(row, "")),
    ...allowed.map((row) =>
      line(
        row,
        `allowed by line ${String(row.rule.line)}${row.rule.reason === "" ? "" : ` (${row.rule.reason})`}`,
      ),
    ),
    ...(notJudged > 0
      ? [
          {
            before: "",
            name: null,
            text: `${counted(notJudged, "function")} could not be judged: a figure is unknown`,
          },
        ]
      : []),
  ];
}

/** `allowed by line 1 (rewritten): evm::root: self cost grew by 120` */
export function checkLineText({ before, name, text }: CheckLine): string {
  return [before, name, text].filter((part) => part !== null && part !== "").join(": ");
}

/** Cost that was spared is neither better nor worse. */
function neutral(row: CompareRow): CompareRow {
  if (row.name !== "frops" || row.side === null) return row;
  return { ...row, side: null, cells: [...row.cells.slice(0, -1), row.side === "worse" ? "more" : "less"] };
}

const unknown: Change = { base: null, next: null, delta: null, percent: null, share: null };

function table(
  title: string,
  columns: readonly Column[],
  list: Pick<CompareTable, "rows" | "more">,
): CompareTable {
  return { title, columns, ...list };
}

/** The first rows of those that changed. */
function listed<T extends { readonly status: ChangeStatus }>(
  all: RowList<T> | readonly T[],
  limit: number,
  of: (row: T) => CompareRow,
): Pick<CompareTable, "rows" | "more"> {
  if ("changedCount" in all) {
    const first = all.rowsAt(all.changed(limit)).map(of);
    return { rows: first, more: all.changedCount - first.length };
  }
  const found = all.filter(({ status }) => status !== "same");
  return { rows: found.slice(0, limit).map(of), more: Math.max(0, found.length - limit) };
}

/** A line that is new or gone and costs nothing itself explains nothing. */
function withEffect({
  rows,
  more,
}: Pick<CompareTable, "rows" | "more">): Pick<CompareTable, "rows" | "more"> {
  return { rows: rows.filter(({ cells }) => cells[2] !== "0"), more };
}

/** `otherwise` judges a row whose cost is unknown or the same: SP1's opcodes have counts only. */
function rowOf(
  { name, status }: { readonly name: string; readonly status: ChangeStatus },
  change: Change,
  cells: readonly string[],
  note: string,
  otherwise?: Change,
): CompareRow {
  const delta = change.delta || (otherwise?.delta ?? change.delta);
  return {
    cells: [
      exactCount(change.base),
      exactCount(change.next),
      signedCount(change.delta),
      signedPercent(change.percent),
      ...cells,
      changeWord(status, delta),
    ],
    name,
    note,
    side: sideOfZero(delta),
  };
}

function placeOf(file: string | null, line: number): string {
  return file === null ? "" : line > 0 ? `${file}:${String(line)}` : file;
}

function counted(count: number, word: string): string {
  return `${exactCount(count)} ${word}${count === 1 ? "" : "s"}`;
}
