import type { CheckResult, Violation } from "../compare/check";
import type { Comparison, LineChange } from "../compare/types";
import { checkVerdict, isWeighty } from "./compareAnswer";
import { changeWord, signedCount, signedPercent, wholeOf } from "./compareWords";
import { workflowCommand } from "./workflowCommand";

export interface CompareGithubOptions {
  readonly guest: string;
  /** A profile's file from the root of the repository; null where it is not in it. */
  readonly toRepository: (file: string) => string | null;
}

/** The runner shows 10 annotations of a level a step; more would hide the last ones at random. */
const most = 10;

/**
 * Annotations: each regression of a function at its line that grew most, or where it is declared; without a check the
 * lines that grew most. Functions outside the repository are told without a place. What the two sides may not have in common is a warning.
 */
export function compareGithub(
  comparison: Comparison,
  check: CheckResult | null,
  options: CompareGithubOptions,
): string {
  const out: string[] = [];
  if (check === null) {
    for (const row of grownLines(comparison).slice(0, most)) out.push(lineWarning(row, comparison, options));
  } else {
    const lineOf = grownLine(comparison);
    for (const row of check.violations.slice(0, most))
      out.push(violation(row, lineOf(row), "error", options));
    for (const row of check.allowed.slice(0, most)) out.push(violation(row, lineOf(row), "notice", options));
    for (const rule of check.unused.slice(0, most))
      out.push(
        workflowCommand(
          "notice",
          { title: "CycleLens: unused allowance" },
          `--allow line ${String(rule.line)} (${rule.pattern}) allows nothing that is there`,
        ),
      );
    for (const rule of check.expired.slice(0, most))
      out.push(
        workflowCommand(
          "warning",
          { title: "CycleLens: ended allowance" },
          `--allow line ${String(rule.line)} (${rule.pattern}) ended on ${rule.until ?? ""}`,
        ),
      );
  }
  for (const mark of comparison.marks)
    if (isWeighty(mark))
      out.push(workflowCommand("warning", { title: "CycleLens: compared with care" }, mark.text));
  const whole = wholeOf(comparison);
  const text = `${comparison.metric} ${[signedCount(whole.delta), signedPercent(whole.percent), changeWord("changed", whole.delta)].filter((part) => part !== "").join(" ")}`;
  out.push(
    workflowCommand(
      "notice",
      { title: `CycleLens: ${options.guest}` },
      check === null ? text : `${text}\n${checkVerdict(check, comparison)}`,
    ),
  );
  return out.join("");
}

function added<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/**
 * The line of a function that grew most: between its declaration and the next one in the file. Where none is known, its
 * declaration; 0 without one.
 */
function grownLine(comparison: Comparison): (row: Violation) => number {
  const { metric } = comparison;
  const declared = new Map<string, number[]>();
  for (const { file, line, nextRows } of comparison.functions)
    if (file !== null && line > 0 && nextRows.length > 0) added(declared, file, line);
  const grown = new Map<string, LineChange[]>();
  for (const row of grownLines(comparison)) added(grown, row.file, row);
  const delta = (row: LineChange): number => row.self[metric]?.delta ?? 0;
  return ({ file, line }) => {
    if (file === null || line <= 0) return line;
    const later = (declared.get(file) ?? []).filter((other) => other > line);
    const end = later.reduce((a, b) => Math.min(a, b), Infinity);
    const [first, ...rest] = (grown.get(file) ?? []).filter(
      ({ nextLine }) => nextLine >= line && nextLine < end,
    );
    return first === undefined ? line : rest.reduce((a, b) => (delta(b) > delta(a) ? b : a), first).nextLine;
  };
}

function violation(
  row: Violation,
  line: number,
  level: "error" | "notice",
  { toRepository }: CompareGithubOptions,
): string {
  const file = row.file === null ? null : toRepository(row.file);
  const place: Record<string, string> =
    file === null ? {} : line > 0 ? { file, line: String(line) } : { file };
  const isFunction = row.kind === "function" || row.kind === "new-function";
  const title = level === "notice" ? "allowed" : isFunction ? "regression" : row.kind;
  return workflowCommand(
    level,
    { ...place, title: `CycleLens: ${title}` },
    isFunction ? `${row.name}: ${row.text}` : row.text,
  );
}

function grownLines({ lines, metric }: Comparison): LineChange[] {
  return lines.filter((row) => row.nextLine > 0 && (row.self[metric]?.delta ?? 0) > 0);
}

function lineWarning(
  row: LineChange,
  { metric }: Comparison,
  { toRepository }: CompareGithubOptions,
): string {
  const change = row.self[metric]!;
  const file = toRepository(row.file);
  return workflowCommand(
    "warning",
    {
      ...(file === null ? {} : { file, line: String(row.nextLine) }),
      title: "CycleLens: costs more",
    },
    `${file === null ? `${row.name}: ` : ""}${signedCount(change.delta)} ${metric} ${signedPercent(change.percent) || row.status}`,
  );
}
