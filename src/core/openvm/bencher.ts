import type { Aggregate } from "./aggregate";
import { OpenvmCrash } from "./crash";
import type { Era } from "./eras/era";
import { byBytes, jsonFloat } from "./rustText";
import type { Cell } from "./stats";

interface Measure {
  readonly value: number;
  readonly lower?: number;
  readonly upper?: number;
}

/** Bencher Metric Format: benchmark `NAME::GROUP` → measure; keys in order of their bytes (the tool's are in none). */
export class Bencher {
  private readonly byName = new Map<string, Map<string, Measure>>();

  /** @throws OpenvmCrash where another file has the same name. */
  add(name: string, run: Aggregate, era: Era): void {
    for (const group of run.groups) {
      const measures = this.measures(`${name}::${group.name}`);
      for (const [metric, { avg, sum, min, max }] of group.metrics) {
        if (era.bencherFiniteOnly && !(Number.isFinite(avg.value) && Number.isFinite(sum.value))) continue;
        measures.set(`${metric}::sum`, { value: sum.value });
        measures.set(metric, { value: avg.value, lower: min.value, upper: max.value });
      }
    }
    if (this.byName.has(name))
      throw new OpenvmCrash(
        `two of the files are named ${name === "" ? "with an empty name" : name}`,
        "give each its own name: --names a,b",
      );
    const total = (cell: Cell): Measure => ({ value: cell.value });
    this.byName.set(
      name,
      new Map([
        ["total_proof_time", total(run.total)],
        ["total_par_proof_time", total(run.parallel)],
      ]),
    );
  }

  /** As serde writes it: two spaces a level, numbers with a fraction, no line break at the end. */
  text(): string {
    return objectText(
      sorted(this.byName).map(([name, measures]) => [
        name,
        objectText(
          sorted(measures).map(([measure, { value, lower, upper }]) => [
            measure,
            objectText(
              [
                ["value", jsonFloat(value)] as const,
                ...(lower === undefined ? [] : [["lower_value", jsonFloat(lower)] as const]),
                ...(upper === undefined ? [] : [["upper_value", jsonFloat(upper)] as const]),
              ],
              "    ",
            ),
          ]),
          "  ",
        ),
      ]),
      "",
    );
  }

  private measures(name: string): Map<string, Measure> {
    let measures = this.byName.get(name);
    if (measures === undefined) this.byName.set(name, (measures = new Map()));
    return measures;
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => byBytes(a, b));
}

function objectText(rows: readonly (readonly [string, string])[], indent: string): string {
  if (rows.length === 0) return "{}";
  const lines = rows.map(([key, text]) => `${indent}  ${JSON.stringify(key)}: ${text}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
