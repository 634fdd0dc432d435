import { FlameIndex } from "../../core/analysis/flame/flameIndex";
import { flameComparison, type FlameComparison } from "../../core/analysis/flame/comparison";
import { compareProfiles } from "../../core/compare/compareProfiles";
import { compareTrees } from "../../core/compare/compareTrees";
import { withInlinedStacks } from "../../core/report/inlinedStacks";
import type { Comparison, FunctionChange, SideInfo, TreeComparison } from "../../core/compare/types";
import { usableMetric } from "../../core/analysis/metrics";
import type { OpenDocument } from "../documents";
import { DocumentViews, type DocumentView } from "../documentView";
import type { OpenedProfile } from "../profileStore";

/** What the base is, for people. */
export interface BaseOrigin {
  readonly files: readonly string[];
  /** The baseline's name; null for a run that was chosen. */
  readonly baseline: string | null;
}

/** Two profiles that are compared, and what is joined of them: each part is made when it is first asked for. */
export class HeldComparison {
  private readonly views: DocumentViews;
  private readonly kept = new Map<string, Comparison>();
  private readonly functions = new WeakMap<Comparison, readonly FunctionChange[]>();
  private byRow: ReadonlyMap<number, FunctionChange> | null = null;
  private joined: { readonly flame: FlameComparison; readonly trees: TreeComparison } | null | undefined;
  private index: FlameIndex | undefined;

  constructor(
    readonly id: string,
    readonly next: OpenedProfile,
    private readonly before: OpenedProfile,
    readonly origin: BaseOrigin,
    /** The base's files as of when they were read: another stamp is another comparison. */
    readonly stamp: string,
  ) {
    this.views = new DocumentViews(before);
    // What cannot be compared is refused at once.
    this.comparison();
  }

  /** The base in the metric of the active profile. */
  get base(): OpenedProfile {
    this.before.metric = usableMetric(this.before.profile, this.next.metric);
    return this.before;
  }

  /** Lists are sorted by the active metric. */
  comparison(): Comparison {
    const { metric } = this.next;
    const known = this.kept.get(metric);
    if (known) return known;
    const made = compareProfiles(this.before.profile, this.next.profile, {
      metric,
      base: sideInfo(this.before),
      next: sideInfo(this.next),
    });
    this.kept.set(metric, made);
    return made;
  }

  /** All of them, kept: the view asks for them at each key of its filter. */
  functionChanges(): readonly FunctionChange[] {
    const comparison = this.comparison();
    let rows = this.functions.get(comparison);
    if (!rows) this.functions.set(comparison, (rows = [...comparison.functions]));
    return rows;
  }

  /** The change of the source `fn` that a row of `functions` is an instance of. */
  changeOf(row: number): FunctionChange | null {
    this.byRow ??= new Map(
      this.functionChanges().flatMap((change) => change.nextRows.map((at) => [at, change] as const)),
    );
    return this.byRow.get(row) ?? null;
  }

  /** Null where a side has no call tree. */
  get trees(): { readonly flame: FlameComparison; readonly trees: TreeComparison } | null {
    if (this.joined !== undefined) return this.joined;
    const { metric } = this.next;
    const [before, next] = [this.before.profile, this.next.profile];
    const trees = compareTrees(before, next, metric);
    // Inlined functions only where both sides tell them: else all of them were new or gone.
    const inlined =
      before.inlinedTree && next.inlinedTree
        ? compareTrees(withInlinedStacks(before), withInlinedStacks(next), metric)
        : null;
    return (this.joined = trees && {
      trees,
      flame: flameComparison(this.before, this.next, inlined ?? trees, inlined !== null),
    });
  }

  get flame(): FlameIndex | null {
    if (!this.trees) return null;
    return (this.index ??= new FlameIndex(this.trees.flame.profile, this.trees.flame.library));
  }

  /** A document as the base sees it. */
  view(uri: string, open: OpenDocument | undefined): Promise<DocumentView | null> {
    return this.views.of(uri, open);
  }
}

function sideInfo({ title, run, exported }: OpenedProfile): SideInfo {
  if (run === null) return { ...exported, label: exported?.guest ?? title };
  return {
    label: title,
    guest: run.guest.name,
    commit: run.git?.commit ?? null,
    startedAt: run.startedAt,
    inputDigest: run.input?.sha256 ?? null,
    sources: run.sources,
  };
}
