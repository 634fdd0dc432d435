import { CycleLensError } from "../errors";
import { changeOf, finite } from "./change";
import { ruleMatches, totalPattern, type AllowRule } from "./allow";
import { functionKey } from "./functionKey";
import { exactCount } from "../report/figures";
import { exceeds, type Percent } from "./percent";
import type { Change, Comparison, FunctionChange } from "./types";

export interface CheckOptions {
  /** How much more the run may cost. */
  readonly maxRegression: Percent;
  /** How much more a function may cost; null: functions are not judged. */
  readonly perFunction: Percent | null;
  readonly allow: readonly AllowRule[];
  /** `2026-11-21`: rules that ended before it are not applied. */
  readonly today: string;
  /** A total to judge in place of the metric's whole run: `total`, `precompiles`. */
  readonly total?: string | null;
}

/** Something that got worse than it may. */
export interface Violation {
  readonly kind: "outcome" | "total" | "function" | "new-function";
  /** The function's key, or what was judged: `cost`, `outcome`. */
  readonly key: string;
  readonly name: string;
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
  readonly measure: "self" | "total";
  readonly change: Change | null;
  /** The percentage that was allowed. */
  readonly limit: string | null;
  readonly text: string;
}

export interface Allowed extends Violation {
  readonly rule: AppliedRule;
}

/** A line of the `--allow` file as it is told. */
export interface AppliedRule extends Omit<AllowRule, "limit"> {
  /** In percent. */
  readonly limit: string | null;
}

export interface CheckResult {
  readonly passed: boolean;
  /** What the whole-run gate judged, `cost` or a total's name. */
  readonly metric: string;
  readonly maxRegression: string;
  readonly perFunction: string | null;
  readonly violations: readonly Violation[];
  readonly allowed: readonly Allowed[];
  readonly unused: readonly AppliedRule[];
  readonly expired: readonly AppliedRule[];
  /** Functions that could not be judged: a figure is unknown, or the list of a side ends above them. */
  readonly notJudged: number;
}

/**
 * The gate: exact to the unit, for cycles do not jitter. The whole run may not grow by more than `maxRegression`; with
 * `perFunction` no function by more than that, by self where both sides know it, else by total; a new function has no
 * base, so its cost may not be more than that part of the whole base run. A run that did not end well is refused.
 * Throws `bad-input` where the whole run is unknown on a side.
 */
export function checkComparison(comparison: Comparison, options: CheckOptions): CheckResult {
  const { total: name = null, perFunction, maxRegression, today } = options;
  const metric = name ?? comparison.metric;
  const found: Violation[] = [...outcomeViolations(comparison)];
  // A run that failed may well have no totals: it is refused for that.
  const whole = found.length > 0 ? null : wholeChange(comparison, name);
  const expired = options.allow.filter(({ until }) => until !== null && until < today);
  const rules = options.allow.filter((rule) => !expired.includes(rule));
  if (whole !== null && exceeds(whole.delta!, whole.base!, maxRegression))
    found.push({
      kind: "total",
      key: metric,
      name: metric,
      file: null,
      line: 0,
      measure: "total",
      change: whole,
      limit: maxRegression.text,
      text: `${metric} grew by ${grown(whole)}, more than ${maxRegression.text} %`,
    });
  let notJudged = 0;
  if (perFunction !== null)
    for (const row of comparison.functions) {
      const judged = judge(row, comparison, perFunction);
      if (judged === "unknown") notJudged++;
      else if (judged !== null) found.push(judged);
    }
  const used = new Set<AllowRule>();
  const violations: Violation[] = [];
  const allowed: Allowed[] = [];
  for (const violation of found) {
    const fitting = rules.filter((rule) => fits(rule, violation));
    const rule = fitting.find((r) => covers(r, violation, comparison));
    if (rule === undefined) {
      for (const narrow of fitting) used.add(narrow);
      violations.push(
        fitting.length === 0 ? violation : { ...violation, text: withLimits(violation, fitting) },
      );
    } else {
      used.add(rule);
      allowed.push({ ...violation, rule: applied(rule) });
    }
  }
  return {
    passed: violations.length === 0,
    metric,
    maxRegression: maxRegression.text,
    perFunction: perFunction?.text ?? null,
    violations,
    allowed,
    unused: rules.filter((rule) => !used.has(rule)).map(applied),
    expired: expired.map(applied),
    notJudged,
  };
}

function applied(rule: AllowRule): AppliedRule {
  return { ...rule, limit: rule.limit?.text ?? null };
}

function wholeChange(comparison: Comparison, total: string | null): Change {
  const change: Change | undefined =
    total === null
      ? comparison.explained.find(({ metric }) => metric === comparison.metric)?.whole
      : comparison.totals.find(({ key }) => key === total);
  if (change !== undefined && finite(change.base) !== null && finite(change.next) !== null) return change;
  const side = change === undefined || change.base === null ? comparison.base : comparison.next;
  throw new CycleLensError(
    "bad-input",
    `${side.label} does not say the ${total ?? comparison.metric} of the whole run: there is nothing to check`,
    "profile it again, or choose another figure with --metric",
  );
}

function outcomeViolations({ base, next }: Comparison): Violation[] {
  return [base, next].flatMap(({ label, outcome }): Violation[] => {
    if (outcome.status === "ok") return [];
    const why = outcome.message === null ? "" : `: ${outcome.message}`;
    return [
      {
        kind: "outcome",
        key: "outcome",
        name: label,
        file: null,
        line: 0,
        measure: "total",
        change: null,
        limit: null,
        text: `${label} ended with ${outcome.status}${why}: a part of a run cannot be judged`,
      },
    ];
  });
}

function judge(row: FunctionChange, comparison: Comparison, percent: Percent): Violation | "unknown" | null {
  const { order, metric } = comparison;
  const change = row[order][metric];
  if (change === undefined) return row.status === "unknown" ? "unknown" : null;
  const about = { key: row.key, name: row.name, file: row.file, line: row.line, measure: order, change };
  if (row.status === "new") {
    const whole = comparison.explained.find((e) => e.metric === metric)?.whole.base ?? null;
    if (whole === null || change.delta === null) return "unknown";
    if (!exceeds(change.delta, whole, percent)) return null;
    return {
      ...about,
      kind: "new-function",
      limit: percent.text,
      text: `is new with ${exactCount(change.delta)} ${metric}, more than ${percent.text} % of the run`,
    };
  }
  if (row.status === "gone") return null;
  if (row.status === "unlisted") return judgeUnlisted(row, comparison, percent);
  if (change.delta === null || change.base === null) return "unknown";
  if (!exceeds(change.delta, change.base, percent)) return null;
  return {
    ...about,
    kind: "function",
    limit: percent.text,
    text: `${order} ${metric} grew by ${grown(change)}, more than ${percent.text} %`,
  };
}

/** Who was not among the top N before cost at most the least of them: what is above that is certain. */
function judgeUnlisted(
  row: FunctionChange,
  { order, metric, cut }: Comparison,
  percent: Percent,
): Violation | "unknown" | null {
  const next = row[order][metric]?.next ?? null;
  if (next === null) return null;
  const atMost = cut.base?.least[metric];
  if (atMost === undefined || !exceeds(next - atMost, atMost, percent)) return "unknown";
  const { key, name, file, line } = row;
  const change = changeOf(atMost, next);
  return {
    kind: "function",
    ...{ key, name, file, line, measure: order, change, limit: percent.text },
    text: `${order} ${metric} grew by at least ${grown(change)}: it was not among the top ${String(cut.base?.rows)}`,
  };
}

/** Whether a rule is about what got worse; a run that failed is nobody's to allow. */
function fits(rule: AllowRule, { kind, key, name, file, change }: Violation): boolean {
  if (kind === "outcome" || change === null || change.delta === null) return false;
  return kind === "total"
    ? rule.pattern === totalPattern || rule.pattern === key
    : // A rule names a path; of numbered impls it covers each.
      [key, functionKey(key)].some((path) => ruleMatches(rule, { key: path, name, file }));
}

/** A rule that fits covers any growth without a limit of its own; with one, up to it. */
function covers(rule: AllowRule, { kind, change }: Violation, comparison: Comparison): boolean {
  if (rule.limit === null) return true;
  const whole = comparison.explained.find((e) => e.metric === comparison.metric)?.whole.base ?? 0;
  return !exceeds(change?.delta ?? 0, kind === "new-function" ? whole : (change?.base ?? 0), rule.limit);
}

/** `…, more than 1 %, and more than the 2 % that line 3 allows` */
function withLimits({ text }: Violation, rules: readonly AllowRule[]): string {
  const widest = rules.reduce((a, b) => (isWider(b.limit, a.limit) ? b : a));
  return `${text}, and more than the ${widest.limit?.text ?? ""} % that line ${String(widest.line)} allows`;
}

function isWider(a: Percent | null, b: Percent | null): boolean {
  return a !== null && b !== null && Number(a.text) > Number(b.text);
}

function grown({ delta, percent }: Change): string {
  return `${exactCount(delta ?? 0)}${percent === null ? "" : ` (+${percent.toFixed(percent < 0.01 ? 6 : 2)} %)`}`;
}
