import * as shape from "./jsonShape";
import type { Benchmark } from "./model";

/** A row of `benchmarks` in `cyclelens.profile/1`. Throws `bad-input` naming what is wrong. */
export function readBenchmark(item: unknown, i: number): Benchmark {
  const at = `benchmarks[${String(i)}]`;
  const row = shape.asObject(item, at);
  const known = (key: string): number | null => shape.asNumberOrNull(row[key], `${at}.${key}`);
  const against =
    row["against"] === null || row["against"] === undefined
      ? null
      : shape.asObject(row["against"], `${at}.against`);
  const change = (key: string): number => shape.asNumber(against?.[key], `${at}.against.${key}`);
  return {
    command: shape.asName(row["command"], `${at}.command`),
    parameters: shape.asArray(row["parameters"], `${at}.parameters`).map((entry) => {
      const parameter = shape.asObject(entry, `${at}.parameters`);
      return {
        name: shape.asName(parameter["name"], `${at}.parameters.name`),
        value: shape.asName(parameter["value"], `${at}.parameters.value`),
      };
    }),
    runs: shape.asNumber(row["runs"], `${at}.runs`),
    mean: shape.asNumber(row["mean"], `${at}.mean`),
    stddev: known("stddev"),
    median: known("median"),
    min: known("min"),
    max: known("max"),
    user: known("user"),
    system: known("system"),
    failures: shape.asNumber(row["failures"], `${at}.failures`),
    memory: known("memory"),
    against: against && {
      command: shape.asName(against["command"], `${at}.against.command`),
      ratio: change("ratio"),
      low: change("low"),
      high: change("high"),
      p: change("p"),
      significant: against["significant"] === true,
    },
  };
}
