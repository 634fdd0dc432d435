import { OpenvmCrash } from "./crash";
import type { Era } from "./eras/era";
import type { Group } from "./finish";
import { byWeight, groupWeight, isAppProof, isKeygen } from "./groups";
import { likelySum } from "./likelySum";
import { metric } from "./metricNames";
import { asU64 } from "./rustText";
import type { Cell, Stats } from "./stats";

/** One metric of a group with its differences to the previous run. */
export interface MetricCells {
  readonly avg: Cell;
  readonly sum: Cell;
  readonly max: Cell;
  readonly min: Cell;
  /** How many figures were added up. */
  readonly count: number;
  /** Id of its phase in the file's names; -1 without. */
  readonly phase: number;
}

export interface GroupCells {
  readonly name: string;
  readonly metrics: ReadonlyMap<string, MetricCells>;
  /** Seconds with the given number of provers; null for key generation and where the era has no such column. */
  readonly bounded: Cell | null;
}

/** What one run took; times in seconds. */
export interface Aggregate {
  /** In the order of display. */
  readonly groups: readonly GroupCells[];
  readonly total: Cell;
  readonly parallel: Cell;
}

/**
 * Adds up the groups of a run by the rules of an era; `previous` gives the differences.
 * @throws OpenvmCrash where the era's tool panics: counts of instructions that disagree, no time of execution.
 */
export function aggregate(
  groups: readonly Group[],
  era: Era,
  provers: number,
  previous: Aggregate | null,
): Aggregate {
  const old = new Map(previous?.groups.map((group) => [group.name, group]));
  const cells = groups.map((group) => groupCells(group, era, provers, old.get(group.name) ?? null));
  cells.sort((a, b) => byWeight(a.name, b.name));
  return { groups: cells, ...totals(cells, era) };
}

function groupCells(group: Group, era: Era, provers: number, previous: GroupCells | null): GroupCells {
  if (era.checksInstructions && !isKeygen(group.name)) checkInstructions(group);
  const metrics = new Map<string, MetricCells>();
  for (const [name, stats] of group.stats)
    metrics.set(name, metricCells(stats, previous?.metrics.get(name) ?? null));
  if (era.bounded === "none" || isKeygen(group.name)) return { name: group.name, metrics, bounded: null };
  const value = boundedSeconds(group, provers);
  if (era.bounded === "plain") return { name: group.name, metrics, bounded: { value, diff: null } };
  const before = previous?.bounded?.value;
  return {
    name: group.name,
    metrics,
    bounded: { value, diff: before === undefined ? 0 : value - before },
  };
}

/** Seconds that a group's proofs take with so many provers, what runs in front of them included. */
function boundedSeconds(group: Group, provers: number): number {
  return serialSeconds(group) + roundRobin(group.proofTimes, provers);
}

/** Seconds that run in front of an application's proofs: averages of the metered and of the plain run. */
export function serialSeconds({ name, stats }: Group): number {
  let seconds = 0;
  if (isAppProof(name))
    for (const time of [metric.meteredTime, metric.e1Time]) {
      const one = stats.get(time);
      if (one !== undefined) seconds += one.avg / 1000;
    }
  return seconds;
}

function metricCells(stats: Stats, previous: MetricCells | null): MetricCells {
  const cell = (value: number, before: Cell | undefined): Cell => ({
    value,
    diff: before === undefined ? null : value - before.value,
  });
  return {
    avg: cell(stats.avg, previous?.avg),
    sum: cell(stats.sum, previous?.sum),
    max: cell(stats.max, previous?.max),
    min: cell(stats.min, previous?.min),
    count: stats.count,
    phase: stats.phase,
  };
}

/** Proof i is prover i mod N's; the time of the one that takes longest. Milliseconds in, seconds out. */
export function roundRobin(proofTimes: ArrayLike<number>, provers: number): number {
  if (provers === 0 || proofTimes.length === 0) return 0;
  const used = Math.min(provers, proofTimes.length);
  const slots = new Float64Array(used);
  for (let i = 0; i < proofTimes.length; i++) slots[i % used]! += proofTimes[i]! / 1000;
  let longest = 0;
  for (const slot of slots) if (slot > longest) longest = slot;
  return longest;
}

function checkInstructions(group: Group): void {
  const kinds = [metric.e1Insns, metric.meteredInsns, metric.preflightInsns].flatMap((name) => {
    const stats = group.stats.get(name);
    return stats === undefined ? [] : [{ name, count: asU64(stats.sum) }];
  });
  const [first] = kinds;
  const different = kinds.find(({ count }) => count !== first?.count);
  if (first !== undefined && different !== undefined)
    throw new OpenvmCrash(
      `group ${group.name}: ${first.name} adds up to ${String(first.count)}, ${different.name} to ${String(different.count)}`,
      "every kind of execution must run the same instructions: measure again in one run",
    );
}

/** `total` and `parallel` over the groups that have a proof time, without key generation. */
function totals(groups: readonly GroupCells[], era: Era): { readonly total: Cell; readonly parallel: Cell } {
  const total: Terms = { values: [], diffs: [] };
  const parallel: Terms = { values: [], diffs: [] };
  for (const { name, metrics } of groups) {
    const proof = metrics.get(metric.proofTime);
    if (proof === undefined || isKeygen(name)) continue;
    const serial = isAppProof(name) ? serialParts(name, metrics, era) : [];
    add(total, [proof.sum, ...(era.serial === "execute-rest" ? [] : serial)]);
    add(parallel, [proof.max, ...serial]);
  }
  const cell = ({ values, diffs }: Terms): Cell => ({ value: likelySum(values), diff: likelySum(diffs) });
  return { total: cell(total), parallel: cell(parallel) };
}

/** Seconds to add up, those of one group together: the groups come in any order, what is of one group in its own. */
interface Terms {
  readonly values: (readonly number[])[];
  readonly diffs: (readonly number[])[];
}

function add({ values, diffs }: Terms, cells: readonly Cell[]): void {
  values.push(cells.map(({ value }) => value / 1000));
  diffs.push(cells.map(({ diff }) => (diff ?? 0) / 1000));
}

/** What an application group runs one after the other, beside its proofs: milliseconds. */
function serialParts(name: string, metrics: GroupCells["metrics"], era: Era): readonly Cell[] {
  if (era.serial === "metered") return serialCells(metrics);
  const execute = metrics.get(metric.executeTime);
  if (execute === undefined)
    throw new OpenvmCrash(
      `group ${name} has a proof time but no ${metric.executeTime}`,
      "it is of a later version: give --openvm-version, or leave it out",
    );
  const diff = (execute.sum.diff ?? 0) - (execute.max.diff ?? 0);
  return [{ value: execute.sum.value - execute.max.value, diff }];
}

/** What an application group runs before its proofs: averages of the metered and of the plain run, milliseconds. */
export function serialCells(metrics: ReadonlyMap<string, MetricCells>): readonly Cell[] {
  return [metric.meteredTime, metric.e1Time].flatMap((name) => metrics.get(name)?.avg ?? []);
}

/** The group that names the run: the first of the application, else the first at all; null without groups. */
export function appName(run: Aggregate): string | null {
  const app = run.groups.find(({ name }) => groupWeight(name) === 0);
  return (app ?? run.groups[0])?.name ?? null;
}
