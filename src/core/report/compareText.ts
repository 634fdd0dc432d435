import type { CheckResult } from "../compare/check";
import type { Comparison } from "../compare/types";
import { safeName } from "../profile/names";
import { checkLines, checkLineText, checkVerdict, compareTables } from "./compareAnswer";
import { changeWord, explainedText, sideText, signedCount, signedPercent, wholeOf } from "./compareWords";
import { exactCount } from "./figures";
import { alignColumns } from "./table";

export interface CompareTextOptions {
  /** Rows a table; 20 where it is left out. */
  readonly rows?: number;
  readonly color?: boolean;
  readonly width?: number;
}

/** The comparison for people, and what the gate says. Ends with a newline. */
export function compareText(
  comparison: Comparison,
  check: CheckResult | null,
  options: CompareTextOptions = {},
): string {
  const { rows = 20, color = false, width = Number.POSITIVE_INFINITY } = options;
  const paint = (code: number, end: number) => (text: string) =>
    color ? `\u001b[${String(code)}m${text}\u001b[${String(end)}m` : text;
  const [bold, dim, yellow] = [paint(1, 22), paint(2, 22), paint(33, 39)];
  const bySide = { worse: paint(31, 39), better: paint(32, 39) };
  const whole = wholeOf(comparison);
  const out = [
    bold(
      `${comparison.metric}  ${exactCount(whole.base)} → ${exactCount(whole.next)}  ${[signedCount(whole.delta), signedPercent(whole.percent), changeWord("changed", whole.delta)].filter((text) => text !== "").join("  ")}`,
    ),
    `base  ${safeName(sideText(comparison.base))}`,
    `new   ${safeName(sideText(comparison.next))}`,
    ...[explainedText(comparison)].filter((text) => text !== ""),
    ...comparison.marks.map(({ text }) => yellow(`note: ${safeName(text)}`)),
    "",
  ];
  for (const table of compareTables(comparison, rows)) {
    const cells = table.rows.map((row) => [
      ...row.cells,
      safeName(row.name) + (row.note === "" ? "" : `  ${safeName(row.note)}`),
    ]);
    const [head = "", ...body] = alignColumns(table.columns, cells, width);
    out.push(bold(table.title), dim(head));
    body.forEach((line, i) => {
      const { side } = table.rows[i]!;
      out.push(side === null ? line : bySide[side](line));
    });
    if (table.more > 0) out.push(dim(`  … ${exactCount(table.more)} more`));
    out.push("");
  }
  if (check !== null)
    out.push(
      ...[
        checkVerdict(check, comparison),
        ...checkLines(check).map((line) => `  ${checkLineText(line)}`),
      ].map((line) => (check.passed ? safeName(line) : bySide.worse(safeName(line)))),
    );
  while (out.at(-1) === "") out.pop();
  return `${out.join("\n")}\n`;
}
