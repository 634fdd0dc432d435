import type { Era } from "./eras/era";
import { metric } from "./metricNames";
import type { MetricsDb, ProofSet } from "./metricsDb";
import type { OpenvmSettings } from "./settings";
import type { Stats } from "./stats";

/** One group of a run, by names. */
export interface Group {
  readonly name: string;
  readonly stats: ReadonlyMap<string, Stats>;
  /** `total_proof_time_ms` of every proof, in the file's order. */
  readonly proofTimes: readonly number[];
}

/**
 * Adds up what an era adds up (proof times a label set; with `blobs` the totals of `generate_blob_time_ms`) and gives
 * the groups. Changes the detail rows: to be called once a file.
 */
export function finishGroups(db: MetricsDb, era: Era, blobs: boolean): readonly Group[] {
  const total = db.names.of(metric.proofTime);
  const proofTimes = new Map<number, number[]>();
  for (const set of db.proofSets.values()) {
    const { parts, first, keepsGiven } = era.proofTime;
    const known = parts.map((part) => set.parts.get(part));
    const given = keepsGiven && set.totals.length > 0;
    if (!given && known.every((part) => part !== undefined)) {
      let sum = first === null ? 0 : (set.parts.get(first) ?? 0);
      for (const part of known) sum += part ?? 0;
      set.totals.push(sum);
      set.parts.set(metric.proofTime, sum);
      set.rows.add(set.row, total, sum);
      if (set.group >= 0) db.push(set.group, total, sum, set.phase);
    }
    if (db.settings !== null) addSums(db, set, db.settings);
    if (set.group < 0 || set.totals.length === 0) continue;
    const times = proofTimes.get(set.group);
    if (times === undefined) proofTimes.set(set.group, [...set.totals]);
    else for (const time of set.totals) times.push(time);
  }
  if (blobs && era.blobTotals) {
    const blobTotal = db.names.of(metric.blobTotalTime);
    for (const { group, sum } of db.blobs.values()) db.push(group, blobTotal, sum, -1);
  }
  return [...db.groups].map(([id, stats]) => ({
    name: db.names.texts[id]!,
    stats: new Map([...stats].map(([metricId, one]) => [db.names.texts[metricId]!, one])),
    proofTimes: proofTimes.get(id) ?? [],
  }));
}

/** The sums of a user's settings, in one label set. */
function addSums(db: MetricsDb, set: ProofSet, { metrics }: OpenvmSettings): void {
  for (const { name, sum } of metrics) {
    if (sum === null || set.parts.has(name)) continue;
    const figures = sum.map((part) => set.parts.get(part));
    if (figures.includes(undefined)) continue;
    let value = 0;
    for (const figure of figures) value += figure ?? 0;
    const id = db.names.of(name);
    set.rows.add(set.row, id, value);
    if (set.group >= 0) db.push(set.group, id, value, set.phase);
  }
}
