import { label } from "./metricNames";
import type { Names } from "./names";
import { byBytes } from "./rustText";

/** A sequence of label keys as it stands in the file, and what it means. */
export interface LabelOrder {
  /** The sorted keys' shape, without the span in the collapsed form. */
  readonly shape: number;
  /** Places of the file's labels in the order of the shape's keys. */
  readonly places: Int32Array;
  readonly group: number;
  readonly idx: number;
  readonly phase: number;
  /** Holds `cycle_tracker_span`: such rows are told apart and kept collapsed. */
  readonly span: boolean;
}

interface Step {
  readonly next: Map<number, Step>;
  readonly keys: readonly number[];
  order: LabelOrder | null;
}

/** Which sorted label keys there are; keys in the file's order lead to them by one look-up a key. */
export class Shapes {
  /** The keys of each shape, `group` first, then by bytes. */
  readonly keys: (readonly string[])[] = [];
  private readonly byKeys = new Map<string, number>();
  private readonly root: Step = { next: new Map(), keys: [], order: null };
  private step = this.root;

  constructor(private readonly names: Names) {}

  begin(): void {
    this.step = this.root;
  }

  key(id: number): void {
    let next = this.step.next.get(id);
    if (next === undefined) {
      next = { next: new Map(), keys: [...this.step.keys, id], order: null };
      this.step.next.set(id, next);
    }
    this.step = next;
  }

  /** The meaning of the keys since `begin`. */
  order(): LabelOrder {
    return (this.step.order ??= this.orderOf(this.step.keys.map((id) => this.names.texts[id]!)));
  }

  shapeOf(sorted: readonly string[]): number {
    const text = JSON.stringify(sorted);
    let shape = this.byKeys.get(text);
    if (shape === undefined) {
      shape = this.keys.push(sorted) - 1;
      this.byKeys.set(text, shape);
    }
    return shape;
  }

  private orderOf(keys: readonly string[]): LabelOrder {
    const span = keys.includes(label.span);
    const kept = keys
      .map((key, place) => ({ key, place }))
      .filter(({ key }) => !span || (key !== label.span && key !== label.dslIr))
      .sort((a, b) => rank(a.key) - rank(b.key) || byBytes(a.key, b.key));
    return {
      shape: this.shapeOf(kept.map(({ key }) => key)),
      // A key that stands twice has its last value in both columns, as in the tool.
      places: Int32Array.from(kept, ({ key }) => keys.lastIndexOf(key)),
      group: keys.indexOf(label.group),
      idx: keys.indexOf(label.idx),
      phase: keys.indexOf(label.phase),
      span,
    };
  }
}

function rank(key: string): number {
  return key === label.group ? 0 : 1;
}
