import type { MetricId } from "../profile/model";
import type { Presence, WholeDeltas } from "./change";
import { ChangeRows, statusNames } from "./changeRows";
import { effectSize } from "./effectOrder";
import { interleaved, pickBytes, type Selection } from "./pick";
import { onBase, onBoth, onNext, presenceName, statusByPresence } from "./presence";
import type { Scratch } from "./scratch";
import type { ChangeStatus } from "./types";

export type Kind = "self" | "total";

/** Figures of one side by row of the answer; NaN unknown, or nothing there. A metric that the side does not know has no key. */
export interface SideFigures {
  readonly self: Readonly<Record<MetricId, Float64Array>>;
  readonly total: Readonly<Record<MetricId, Float64Array>>;
  /** Absent where nothing is called. */
  readonly calls?: Float64Array;
}

/** One figure on both sides. */
interface Pair {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

interface MetricPair extends Pair {
  readonly metric: MetricId;
  readonly whole: number | null;
}

type Pairs = Readonly<Record<Kind, readonly MetricPair[]>> & { readonly calls: Pair | null };

const same = statusNames.indexOf("same");

/** What is known of a row, as it comes up column by column. */
const [known, compared, differs] = [1, 2, 4];

/** The figures of rows on both sides, and what follows from them. */
export class ChangeColumns {
  readonly length: number;

  private constructor(
    private readonly pairs: Pairs,
    private readonly presence: Uint8Array,
    /** By row, in `statusNames`. */
    private readonly status: Uint8Array,
  ) {
    this.length = presence.length;
  }

  /** Of all rows of a list, by their numbers. */
  static of(
    { metrics, wholes }: { readonly metrics: readonly MetricId[]; readonly wholes: WholeDeltas },
    base: SideFigures,
    next: SideFigures,
    presence: Uint8Array,
  ): ChangeColumns {
    let unknown: Float64Array | undefined;
    const columnOf = (column: Float64Array | undefined): Float64Array =>
      column ?? (unknown ??= new Float64Array(presence.length).fill(Number.NaN));
    const pairsOf = (kind: Kind): readonly MetricPair[] =>
      metrics.map((metric) => ({
        metric,
        before: columnOf(base[kind][metric]),
        after: columnOf(next[kind][metric]),
        whole: wholes[metric] ?? null,
      }));
    const calls = base.calls && next.calls ? { before: base.calls, after: next.calls } : null;
    const pairs = { self: pairsOf("self"), total: pairsOf("total"), calls };
    return new ChangeColumns(pairs, presence, statusesOf(pairs, presence));
  }

  /** The figures of some rows, for as long as `scratch` is open. */
  pick(rows: Selection, scratch: Scratch): ChangeRows {
    const { self, total, calls } = this.pairs;
    const pairs = [...self, ...total, ...(calls ? [calls] : [])];
    return new ChangeRows(
      { self, total },
      interleaved(
        pairs.flatMap(({ before, after }) => [before, after]),
        rows,
        scratch,
      ),
      pickBytes(this.presence, rows, scratch),
      pickBytes(this.status, rows, scratch),
    );
  }

  presenceAt(row: number): Presence {
    return presenceName(this.presence[row]!);
  }

  /** How many rows are not known to be the same on both sides. */
  get changed(): number {
    const { status } = this;
    let count = 0;
    for (let row = 0; row < status.length; row++) if (status[row] !== same) count++;
    return count;
  }

  statusAt(row: number): ChangeStatus {
    return statusNames[this.status[row]!]!;
  }

  /** The `effectSize` of each row. */
  effects(kind: Kind, metric: MetricId): Float64Array<ArrayBuffer> {
    const { before, after } = this.pairOf(kind, metric);
    const out = new Float64Array(this.length);
    for (let row = 0; row < out.length; row++) {
      out[row] = effectSize(deltaOf(this.presence[row]!, before[row]!, after[row]!));
    }
    return out;
  }

  /** Σ of the changes that are known, and of how many rows it is not. */
  sum(kind: Kind, metric: MetricId): { readonly sum: number; readonly unknown: number } {
    const { before, after } = this.pairOf(kind, metric);
    let sum = 0;
    let unknown = 0;
    for (let row = 0; row < this.length; row++) {
      const delta = deltaOf(this.presence[row]!, before[row]!, after[row]!);
      if (Number.isNaN(delta)) unknown++;
      else sum += delta;
    }
    return { sum, unknown };
  }

  private pairOf(kind: Kind, metric: MetricId): MetricPair {
    return this.pairs[kind].find((pair) => pair.metric === metric)!;
  }
}

/** Calls too tell whether a row changed. */
function statusesOf({ self, total, calls }: Pairs, presence: Uint8Array): Uint8Array {
  const seen = new Uint8Array(presence.length);
  for (const { before, after } of [...(calls ? [calls] : []), ...self, ...total]) note(seen, before, after);
  const codes = Uint8Array.from({ length: 8 }, (_, flags) => statusNames.indexOf(statusOf(flags)));
  const oneSided = Uint8Array.from({ length: 5 }, (_, at) =>
    Math.max(0, statusNames.indexOf(statusByPresence(at) ?? "same")),
  );
  for (let row = 0; row < seen.length; row++) {
    const here = presence[row]!;
    seen[row] = here === onBoth ? codes[seen[row]!]! : oneSided[here]!;
  }
  return seen;
}

/** NaN where it is not known. */
function deltaOf(presence: number, base: number, next: number): number {
  if (presence === onBoth) return next - base;
  return presence === onNext ? next : presence === onBase ? -base : Number.NaN;
}

function statusOf(flags: number): ChangeStatus {
  if ((flags & differs) > 0) return "changed";
  return (flags & compared) > 0 || (flags & known) === 0 ? "same" : "unknown";
}

function note(seen: Uint8Array, before: Float64Array, after: Float64Array): void {
  for (let row = 0; row < seen.length; row++) {
    const base = before[row]!;
    const next = after[row]!;
    if (base === next) seen[row]! |= known | compared;
    else if (Number.isNaN(base)) seen[row]! |= Number.isNaN(next) ? 0 : known;
    else seen[row]! |= Number.isNaN(next) ? known : known | compared | differs;
  }
}
