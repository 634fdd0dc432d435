import { wholeRun } from "../analysis/metrics";
import type { MetricId, Profile } from "../profile/model";
import type { SideFigures } from "./changeColumns";
import { cutListOf } from "./cutList";
import { functionKey, hashedKeys } from "./functionKey";
import { sumByGroup, sumsByGroup } from "./grouping";
import { GroupTotals } from "./groupTotals";
import { countOf, type Instances } from "./instances";
import { textHash, type KeyTable } from "./keyTable";
import type { CutList } from "./types";

/** The functions of one profile, by group. */
export class FunctionSide {
  readonly cut: CutList | null;
  /** No function is named, though something ran. */
  readonly isUnknown: boolean;
  readonly figures: SideFigures;
  /** 1 for each group with a row whose name may not be its key. */
  readonly otherNamed: Uint8Array;
  /** 1 where totals of several instances were added without a call tree. */
  readonly mayNest: Uint8Array;
  /** 1 where one was inlined somewhere. */
  readonly inlined: Uint8Array;

  constructor(
    readonly profile: Profile,
    readonly instances: Instances,
    table: KeyTable,
    metrics: readonly MetricId[],
  ) {
    const { functions } = profile;
    this.cut = cutListOf(profile);
    this.otherNamed = otherNamed(hashedKeys(functions).plain, instances);
    this.isUnknown = functions.length === 0 && metrics.some((metric) => wholeRun(profile, metric) !== 0);
    this.mayNest = new Uint8Array(instances.length);
    const total = sumsByGroup(functions.total, metrics, instances);
    if (instances.several) this.unnest(total, metrics);
    this.figures = {
      self: sumsByGroup(functions.self, metrics, instances),
      total,
      calls: sumByGroup(functions.calls, instances),
    };
    this.inlined = inlinedGroups(profile, table);
  }

  knowsSelf(metric: MetricId): boolean {
    const { self, length } = this.profile.functions;
    return length === 0 || self[metric]?.some((value) => !Number.isNaN(value)) === true;
  }

  /** Instances that nest count once where the call tree tells; else they stay added, up to the whole run. */
  private unnest(total: Record<MetricId, Float64Array>, metrics: readonly MetricId[]): void {
    const { instances, mayNest, profile } = this;
    const nested = new GroupTotals(profile, instances);
    for (const metric of metrics) {
      const column = (total[metric] ??= new Float64Array(instances.length).fill(Number.NaN));
      const isKnown = nested.knows(metric);
      const most = wholeRun(profile, metric) ?? Number.POSITIVE_INFINITY;
      for (let group = 0; group < instances.length; group++) {
        if (countOf(instances, group) <= 1 || (isKnown && nested.complete[group] === 1)) continue;
        if (Number.isNaN(column[group]!)) continue;
        column[group] = Math.min(column[group]!, most);
        mayNest[group] = 1;
      }
      nested.write(metric, column);
    }
  }
}

function otherNamed(plain: Uint8Array, { ofRow, length }: Instances): Uint8Array {
  const groups = new Uint8Array(length);
  for (let row = 0; row < plain.length; row++) if (plain[row] === 0) groups[ofRow[row]!] = 1;
  return groups;
}

function inlinedGroups({ callTree }: Profile, table: KeyTable): Uint8Array {
  const inlined = new Uint8Array(table.length);
  if (callTree === null) return inlined;
  const { frames } = callTree;
  for (let frame = 0; frame < frames.length; frame++) {
    if (frames.inlined[frame] !== 1) continue;
    const key = functionKey(frames.name[frame]!);
    const group = table.find(key, textHash(key));
    if (group >= 0) inlined[group] = 1;
  }
  return inlined;
}
