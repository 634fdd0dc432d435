import type { CheckResult, Violation } from "../compare/check";
import type { Comparison, LineChange } from "../compare/types";
import { checkVerdict } from "./compareAnswer";
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
 * lines that grew most. Functions outside the repository are told without a place.
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
  const whole = wholeOf(comparison);
  const text = `${comparison.metric} ${[signedCount(whole.delta), signedPercent(whole.percent), changeWord("changed", whole.delta)].filter((part) => part !== "").join(" ")}`;
  out.push(
    workflowCommand(
      "notice",
      { title: `CycleLens: ${options.guest}` },
      check === null ? text : `${text}\n${checkVerdict(check)}`,
    ),
  );
  return out.join("");
}

function added<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function violation(
  row: Violation,
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
