import { FloatColumn } from "../scan/floatColumn";
import { IndexColumn } from "../scan/indexColumn";
import { numbers, object, text } from "../scan/shape";
import type { Shape } from "../scan/shape";

export type WeightType = "samples" | "tracing-ms" | "bytes";

/** Weight a stack of one table of samples. A negative number of bytes is a release: what was allocated stays counted. */
export interface StackWeights {
  readonly type: WeightType;
  readonly stacks: Int32Array;
  readonly weights: Float64Array;
  /** Samples without a stack, or with a weight that is no number. */
  readonly lost: number;
  readonly lostWeight: number;
}

/**
 * One table of samples while it is read: `stack` and `weight` in any order, twelve bytes a sample until the table ends,
 * then one figure a stack. Without weights each sample counts one.
 */
export class SampleTable {
  private stack = new IndexColumn();
  private weights = new FloatColumn();
  private hasWeights = false;
  private type: string | null = null;

  /** @param done gets the folded table; called when the object ends, or by `flush` for a cut one. */
  constructor(
    private readonly defaultType: WeightType,
    private readonly done: (weights: StackWeights) => void,
  ) {}

  readonly shape: Shape = object(
    {
      stack: numbers((batch, count) => this.stack.append(batch, count), { begin: () => this.stack.clear() }),
      weight: numbers((batch, count) => this.weights.append(batch, count), {
        begin: () => {
          this.hasWeights = true;
          this.weights.clear();
        },
      }),
      weightType: text((type) => (this.type = type)),
    },
    { begin: () => this.reset(), end: () => this.flush() },
  );

  /** Hands over what was read. */
  flush(): void {
    const { stack, hasWeights } = this;
    const weights = this.weights.rows;
    const count = hasWeights ? Math.min(stack.length, weights.length) : stack.length;
    if (stack.length === 0) return this.reset();
    const type =
      this.type === "tracing-ms" || this.type === "bytes" || this.type === "samples" ? this.type : null;
    const sums = new Map<number, number>();
    let lost = stack.length - count;
    let lostWeight = 0;
    const rows = stack.rows;
    for (let i = 0; i < count; i++) {
      const weight = hasWeights ? weights[i]! : 1;
      const at = rows[i]!;
      if (!(Math.abs(weight) <= Number.MAX_VALUE)) lost++;
      else if (at < 0) {
        lost++;
        lostWeight += weight;
      } else if (weight > 0) sums.set(at, (sums.get(at) ?? 0) + weight);
    }
    this.reset();
    this.done({
      type: type ?? this.defaultType,
      stacks: Int32Array.from(sums.keys()),
      weights: Float64Array.from(sums.values()),
      lost,
      lostWeight,
    });
  }

  private reset(): void {
    this.stack = new IndexColumn();
    this.weights = new FloatColumn();
    this.hasWeights = false;
    this.type = null;
  }
}
