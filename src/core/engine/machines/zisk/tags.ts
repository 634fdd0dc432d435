import { GuestFault } from "../../guestFault";
import type { Tag } from "../../../profile/model";
import { safeName } from "../../../profile/names";

interface TagTotals {
  readonly name: string;
  readonly calls: [number, number];
  readonly total: [number, number];
  readonly min: [number, number];
  readonly max: [number, number];
  readonly reported: [boolean, boolean];
}

const panicExit = 101;
/** More tags, or open ones, are a guest gone wild. */
const mostTags = 1 << 16;

/** Profile tags: spans that the guest marks, measured in cost or in steps. */
export class ProfileTags {
  private readonly tags: TagTotals[] = [];
  private readonly byName = new Map<string, number>();
  private readonly open: { readonly tag: number; readonly value: number }[] = [];

  /**
   * One mark: 1 and 2 start and end a printed cost, 3 and 4 a reported one, 5 to 8 the same of steps.
   * Gives the line that the tool prints at the end of a printed one.
   */
  mark(name: string, kind: number, steps: number, cost: number): string | null {
    if (!(kind >= 1 && kind <= 8)) throw new GuestFault(`profile mark of kind ${String(kind)}`, panicExit);
    const metric = kind >= 5 ? 1 : 0;
    const value = metric === 1 ? steps : cost;
    if (kind % 2 === 1) {
      this.start(name, metric, value, kind === 3 || kind === 7);
      return null;
    }
    const delta = this.end(name, metric, value);
    return kind === 2 || kind === 6 ? `[${name}] ${String(delta)}\n` : null;
  }

  /** What the report lists, steps first, each in order of size. */
  rows(): Tag[] {
    const rows = (metric: 0 | 1, id: string): Tag[] =>
      this.tags
        // One that is started as steps and ended as cost has no meaning.
        .filter((tag) => tag.reported[metric] && tag.total[metric] >= 0)
        .map((tag) => ({
          name: safeName(tag.name),
          metric: id,
          calls: tag.calls[metric],
          total: tag.total[metric],
          min: Number.isFinite(tag.min[metric]) ? tag.min[metric] : null,
          max: tag.max[metric],
        }))
        .sort((a, b) => b.total - a.total);
    return [...rows(1, "steps"), ...rows(0, "cost")];
  }

  private start(name: string, metric: 0 | 1, value: number, reported: boolean): void {
    let index = this.byName.get(name);
    if (index === undefined) {
      if (this.tags.length >= mostTags) throw new GuestFault("too many profile tags", panicExit);
      index = this.tags.length;
      this.byName.set(name, index);
      this.tags.push({
        name,
        calls: [0, 0],
        total: [0, 0],
        min: [Infinity, Infinity],
        max: [0, 0],
        reported: [false, false],
      });
    }
    if (this.open.length >= mostTags) throw new GuestFault("too many open profile tags", panicExit);
    this.open.push({ tag: index, value });
    const tag = this.tags[index]!;
    tag.calls[metric]++;
    if (reported) tag.reported[metric] = true;
  }

  private end(name: string, metric: 0 | 1, value: number): number {
    const started = this.open.pop();
    const tag = started && this.tags[started.tag];
    if (started === undefined || tag?.name !== name)
      throw new GuestFault(`the profile tag ${safeName(name)} ends and was not the last to start`, panicExit);
    const delta = value - started.value;
    tag.total[metric] += delta;
    tag.min[metric] = Math.min(tag.min[metric], delta);
    tag.max[metric] = Math.max(tag.max[metric], delta);
    return delta;
  }
}
