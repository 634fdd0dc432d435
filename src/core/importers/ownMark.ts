import type { Engine, Metric } from "../profile/model";
import { safeName } from "../profile/names";
import { array, numbers, object, text } from "./scan/shape";
import type { Shape } from "./scan/shape";

/** What our own exports say beside the format of another tool (`report/ownMark.ts`). */
export class OwnMarkReader {
  present = false;
  engine: Engine = { name: "unknown", version: null };
  executedLines = false;
  readonly metrics: Metric[] = [];
  /** Rows of the file's frame table. */
  readonly roots = new Set<number>();
  readonly inlined = new Set<number>();

  readonly shape: Shape = object(
    {
      engine: object({
        name: text((name) => (this.engine = { ...this.engine, name: safeName(name) })),
        version: text((version) => (this.engine = { ...this.engine, version: safeName(version) })),
      }),
      roots: numbers(intoSet(this.roots)),
      inlined: numbers(intoSet(this.inlined)),
      lines: text((kind) => (this.executedLines = kind === "executed")),
      metrics: array(
        object(
          {
            id: text((id) => this.last({ id: safeName(id) })),
            unit: text((unit) => this.last({ unit: safeName(unit) })),
          },
          { begin: () => this.metrics.push({ id: "", unit: "" }) },
        ),
      ),
    },
    { begin: () => (this.present = true) },
  );

  /** The metric of our own by its id. */
  metric(id: string): Metric {
    return this.metrics.find((metric) => metric.id === id) ?? { id, unit: id };
  }

  private last(part: Partial<Metric>): void {
    const at = this.metrics.length - 1;
    this.metrics[at] = { ...this.metrics[at]!, ...part };
  }
}

function intoSet(set: Set<number>): (batch: Float64Array, count: number) => void {
  return (batch, count) => {
    for (let k = 0; k < count; k++) set.add(batch[k]!);
  };
}
