import type { Tag } from "../profile/model";
import { safeName } from "../profile/names";
import { LabelSums, mostLabelLength, mostLabels } from "./sp1Tags";

/**
 * The lines `┌╴label` and `└╴12,345 cycles` that SP1 logs. An end names no label: it stands at the depth that its
 * start was printed at. Opening an open label again restarts it.
 */
export class Sp1Tracker {
  ambiguous = false;
  unmatched: string[] = [];
  seen = false;
  private readonly open = new Map<string, number>();
  private readonly sums = new LabelSums();

  /** `depth` is the number of `│ ` before the mark, `rest` what stands behind it. */
  start(depth: number, rest: string): void {
    this.seen = true;
    const label = rest.slice(0, mostLabelLength);
    this.open.delete(label);
    if (this.open.size < mostLabels) this.open.set(label, depth);
  }

  end(depth: number, rest: string): void {
    this.seen = true;
    const cycles = /^([\d,]{1,26}) cycles$/.exec(rest);
    const none = / \(no matching start\)$/.exec(rest);
    if (none !== null) {
      if (this.unmatched.length < 100) this.unmatched.push(safeName(rest.slice(0, none.index)));
      return;
    }
    const value = Number((cycles?.[1] ?? "").replaceAll(",", ""));
    if (cycles === null || !Number.isSafeInteger(value)) return;
    const candidates = [...this.open].filter(([, at]) => at === depth).map(([label]) => label);
    // Two open labels at one depth (another one was closed between them): the younger one ends first.
    if (candidates.length > 1) this.ambiguous = true;
    const label = candidates.at(-1);
    if (label === undefined) return;
    this.open.delete(label);
    this.sums.add(label, value);
  }

  get neverClosed(): readonly string[] {
    return [...this.open.keys()].slice(0, 100).map(safeName);
  }

  tags(): Tag[] {
    return this.sums.tags();
  }
}
