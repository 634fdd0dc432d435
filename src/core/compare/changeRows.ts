import type { MetricId } from "../profile/model";
import { changeOf } from "./change";
import { presenceName } from "./presence";
import type { Change, ChangeStatus, MetricChanges } from "./types";

export const statusNames: readonly ChangeStatus[] = ["same", "changed", "unknown", "new", "gone", "unlisted"];

interface Figure {
  readonly metric: MetricId;
  /** The change of the whole run. */
  readonly whole: number | null;
}

/** Figures row by row, for objects to be made of: those of one row stand side by side. */
export class ChangeRows {
  private readonly stride: number;

  /** Of a row before and after, NaN unknown: `self` by metric, then `total`, then the calls if there is more. */
  constructor(
    private readonly figures: { readonly self: readonly Figure[]; readonly total: readonly Figure[] },
    private readonly values: Float64Array,
    private readonly presence: Uint8Array,
    /** In `statusNames`. */
    private readonly status: Uint8Array,
  ) {
    this.stride = values.length / presence.length;
  }

  statusAt(row: number): ChangeStatus {
    return statusNames[this.status[row]!]!;
  }

  /** One entry a metric that at least one side knows of the row. */
  changes(kind: "self" | "total", row: number): MetricChanges {
    const { values, figures } = this;
    const out: Record<MetricId, Change> = {};
    const presence = presenceName(this.presence[row]!);
    let at = row * this.stride + (kind === "self" ? 0 : 2 * figures.self.length);
    for (const { metric, whole } of figures[kind]) {
      const base = values[at]!;
      const next = values[at + 1]!;
      if (!Number.isNaN(base) || !Number.isNaN(next)) out[metric] = changeOf(base, next, presence, whole);
      at += 2;
    }
    return out;
  }

  calls(row: number): Change {
    const { values, stride } = this;
    const at = (row + 1) * stride - 2;
    return changeOf(values[at]!, values[at + 1]!, presenceName(this.presence[row]!));
  }
}
