import { wholeRun } from "../analysis/metrics";
import { CycleLensError } from "../errors";
import type { Metric, MetricId, Profile } from "../profile/model";
import { changeOf, finite, type WholeDeltas } from "./change";
import { compareFunctions, type Compared, type FunctionChanges } from "./functions";
import { compareLines } from "./lines";
import { marksOf } from "./marks";
import { sideOf } from "./sides";
import { compareMemory, compareOpcodes, compareTags, compareTotals, compareUsage } from "./tables";
import { compareSchema, type Comparison, type CompareOptions, type Explained, type Side } from "./types";

/** What changed from `base` to `next`. Throws `bad-input` for profiles of different machines or without a common metric. */
export function compareProfiles(base: Profile, next: Profile, options: CompareOptions = {}): Comparison {
  const sides = [sideOf(base, options.base, "base"), sideOf(next, options.next, "new")] as const;
  refuseMachines(sides);
  const metrics = commonMetrics(base, next);
  const metric = metrics.find(({ id }) => id === options.metric)?.id ?? metrics[0]!.id;
  const compared: Compared = {
    metrics: metrics.map(({ id }) => id),
    metric,
    wholes: wholesOf(base, next, metrics),
  };
  const functions = compareFunctions(base, next, compared);
  const lines = compareLines(base, next, compared, options);
  const explained = metrics.map(({ id }) => explainedOf(base, next, id, functions));
  return {
    schema: compareSchema,
    base: sides[0],
    next: sides[1],
    metrics,
    metric,
    order: functions.order,
    cut: functions.cut,
    marks: marksOf(base, next, sides, { functions, files: lines.files, explained }),
    explained,
    totals: compareTotals(base, next, compared),
    functions: functions.rows,
    lines: lines.rows,
    files: lines.files,
    opcodes: compareOpcodes(base, next, "base", compared),
    precompiles: compareOpcodes(base, next, "precompile", compared),
    tags: compareTags(base, next, compared),
    memory: compareMemory(base, next, compared),
    usage: compareUsage(base, next),
  };
}

function refuseMachines([base, next]: readonly [Side, Side]): void {
  if (base.machine === null || next.machine === null || base.machine === next.machine) return;
  throw new CycleLensError(
    "bad-input",
    `${base.label} is of ${nameOf(base.machine)}, ${next.label} of ${nameOf(next.machine)}: their figures mean different things`,
    "compare two runs of one machine",
  );
}

function nameOf(machine: string): string {
  return { zisk: "ZisK", sp1: "SP1", host: "a host program" }[machine] ?? machine;
}

function commonMetrics(base: Profile, next: Profile): readonly Metric[] {
  const common = next.metrics.filter(({ id, unit }) =>
    base.metrics.some((m) => m.id === id && m.unit === unit),
  );
  if (common.length > 0) return common;
  const ids = ({ metrics }: Profile): string =>
    metrics.map(({ id, unit }) => (id === unit ? id : `${id} (${unit})`)).join(", ");
  throw new CycleLensError(
    "bad-input",
    `the base run measures ${ids(base)}; the new one ${ids(next)}: there is nothing to compare`,
    "compare two profiles of one kind",
  );
}

function wholesOf(base: Profile, next: Profile, metrics: readonly Metric[]): WholeDeltas {
  return Object.fromEntries(
    metrics.map(({ id }) => [id, changeOf(finite(wholeRun(base, id)), finite(wholeRun(next, id))).delta]),
  );
}

function explainedOf(base: Profile, next: Profile, metric: MetricId, functions: FunctionChanges): Explained {
  const whole = changeOf(finite(wholeRun(base, metric)), finite(wholeRun(next, metric)));
  const known = [base, next].every(
    ({ functions: { length, self } }) =>
      length > 0 && self[metric]?.some((value) => !Number.isNaN(value)) === true,
  );
  if (!known)
    return { metric, whole, functions: null, unexplained: null, unknownFunctions: functions.rows.length };
  const { sum, unknown } = functions.explained(metric);
  return {
    metric,
    whole,
    functions: sum,
    unexplained: whole.delta === null ? null : whole.delta - sum,
    unknownFunctions: unknown,
  };
}
