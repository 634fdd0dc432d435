import type { Entry } from "./entries";
import { metric } from "./metricNames";
import { Names } from "./names";
import { Rows } from "./rows";
import { groupAlias, type OpenvmSettings } from "./settings";
import { Shapes } from "./shapes";
import { Stats } from "./stats";

/** One label set that carries times a proof is made of. */
export interface ProofSet {
  /** Id of the group's name; -1 without. */
  readonly group: number;
  readonly phase: number;
  readonly rows: Rows;
  readonly row: number;
  /** First figure of each part of a sum, and of each sum that the file carries itself, by name. */
  readonly parts: Map<string, number>;
  /** Every `total_proof_time_ms` of the file, in order. */
  readonly totals: number[];
}

/** A group's figures, metrics by id. */
export type GroupStats = Map<number, Stats>;

const partNames = [
  metric.executeTime,
  metric.meteredTime,
  metric.preflightTime,
  metric.traceGenTime,
  metric.proveTime,
] as const;

/**
 * What a metrics file says, for every era: statistics a group and metric, the rows of the detail tables, and the few
 * label sets that proof times are added up in. Holds distinct names, rows and groups, never the file.
 */
export class MetricsDb {
  readonly names = new Names();
  readonly shapes = new Shapes(this.names);
  /** Rows of label sets without `cycle_tracker_span`. */
  readonly rows = new Rows();
  /** Rows of label sets with it, without that label and `dsl_ir`. */
  readonly spanRows = new Rows();
  readonly groups = new Map<number, GroupStats>();
  readonly proofSets = new Map<string, ProofSet>();
  /** Σ generate_blob_time_ms by group and idx. */
  readonly blobs = new Map<string, { readonly group: number; sum: number }>();
  entries = 0;

  private readonly totalId = this.names.of(metric.proofTime);
  private readonly blobId = this.names.of(metric.blobTime);
  private readonly parts: ReadonlyMap<number, string>;
  private readonly specialTo: number;
  /** Ids of names in the file → ids of names in the reports, found out once a name; null without aliases. */
  private readonly metricIds: Map<number, number> | null;
  private readonly groupIds = new Map<number, number>();
  private seen: Uint8Array = new Uint8Array(1024);
  private keys = new Int32Array(16);
  private values = new Int32Array(16);
  private sorted = new Int32Array(16);

  constructor(readonly settings: OpenvmSettings | null = null) {
    const sums = settings?.metrics.flatMap(({ name, sum }) => (sum === null ? [] : [name, ...sum])) ?? [];
    const names = new Set<string>([...partNames, ...sums]);
    this.parts = new Map([...names].map((name) => [this.names.of(name), name]));
    this.specialTo = this.names.texts.length;
    this.metricIds = (settings?.metricAliases.size ?? 0) > 0 ? new Map() : null;
  }

  add(bytes: Uint8Array, entry: Entry): void {
    const { names, shapes } = this;
    const { at, escaped, labels } = entry;
    this.entries++;
    if (labels > this.keys.length) this.grow(labels);
    shapes.begin();
    for (let i = 0; i < labels; i++) {
      const key = names.id(bytes, at[4 * i]!, at[4 * i + 1]!, escaped[2 * i] === 1);
      this.keys[i] = key;
      shapes.key(key);
    }
    const order = shapes.order();
    const places = order.places;
    for (let i = 0; i < labels; i++) this.values[i] = -1;
    if (this.settings !== null && order.group >= 0)
      this.values[order.group] = this.groupId(this.valueAt(bytes, entry, order.group), this.settings);
    for (let k = 0; k < places.length; k++) this.sorted[k] = this.valueAt(bytes, entry, places[k]!);
    let id = names.id(bytes, entry.metricFrom, entry.metricTo, entry.metricEscaped);
    if (this.metricIds !== null) id = this.metricId(id, this.metricIds);
    if (id >= this.seen.length) this.seen = longer(this.seen, 2 * id);
    this.seen[id] = 1;
    const rows = order.span ? this.spanRows : this.rows;
    const row = rows.row(order.shape, this.sorted, places.length);
    rows.add(row, id, entry.value);
    const group = order.group < 0 ? -1 : this.valueAt(bytes, entry, order.group);
    const phase = order.phase < 0 ? -1 : this.valueAt(bytes, entry, order.phase);
    if (group >= 0) this.push(group, id, entry.value, phase);
    if (id < this.specialTo) {
      if (id === this.blobId && group >= 0 && order.idx >= 0)
        this.addBlob(group, this.valueAt(bytes, entry, order.idx), entry.value);
      else this.addTime(this.setKey(bytes, entry), group, phase, rows, row, id, entry.value);
    }
  }

  /** Whether any figure has this metric. */
  has(name: string): boolean {
    const id = this.names.texts.indexOf(name);
    return id >= 0 && this.seen[id] === 1;
  }

  push(group: number, id: number, value: number, phase: number): void {
    let stats = this.groups.get(group);
    if (stats === undefined) this.groups.set(group, (stats = new Map()));
    let one = stats.get(id);
    if (one === undefined) stats.set(id, (one = new Stats()));
    one.push(value);
    if (one.phase < 0) one.phase = phase;
  }

  private metricId(id: number, known: Map<number, number>): number {
    let to = known.get(id);
    if (to === undefined) {
      const name = this.names.texts[id]!;
      to = this.names.of(this.settings?.metricAliases.get(name) ?? name);
      known.set(id, to);
    }
    return to;
  }

  private groupId(id: number, { groupAliases }: OpenvmSettings): number {
    let to = this.groupIds.get(id);
    if (to === undefined) {
      to = this.names.of(groupAlias(groupAliases, this.names.texts[id]!));
      this.groupIds.set(id, to);
    }
    return to;
  }

  private valueAt(bytes: Uint8Array, { at, escaped }: Entry, place: number): number {
    const known = this.values[place]!;
    if (known >= 0) return known;
    const id = this.names.id(bytes, at[4 * place + 2]!, at[4 * place + 3]!, escaped[2 * place + 1] === 1);
    this.values[place] = id;
    return id;
  }

  /** A label set is the same in any order of its labels. */
  private setKey(bytes: Uint8Array, entry: Entry): string {
    const pairs: string[] = [];
    for (let i = 0; i < entry.labels; i++)
      pairs.push(`${String(this.keys[i]!)}=${String(this.valueAt(bytes, entry, i))}`);
    return pairs.sort().join();
  }

  private addTime(
    key: string,
    group: number,
    phase: number,
    rows: Rows,
    row: number,
    id: number,
    value: number,
  ): void {
    let set = this.proofSets.get(key);
    if (set === undefined) {
      set = { group, phase, rows, row, parts: new Map(), totals: [] };
      this.proofSets.set(key, set);
    }
    const part = this.parts.get(id);
    if (id === this.totalId) set.totals.push(value);
    if (part !== undefined && !set.parts.has(part)) set.parts.set(part, value);
  }

  private addBlob(group: number, idx: number, value: number): void {
    const key = `${String(group)},${String(idx)}`;
    const blob = this.blobs.get(key);
    if (blob === undefined) this.blobs.set(key, { group, sum: value });
    else blob.sum += value;
  }

  private grow(labels: number): void {
    this.keys = new Int32Array(2 * labels);
    this.values = new Int32Array(2 * labels);
    this.sorted = new Int32Array(2 * labels);
  }
}

function longer(old: Uint8Array, length: number): Uint8Array {
  const grown = new Uint8Array(length);
  grown.set(old);
  return grown;
}
