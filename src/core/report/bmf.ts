import type { Profile } from "../profile/model";
import { safeName } from "../profile/names";

/** One figure of Bencher's JSON; the bounds are there where the source knows them. */
interface Measure {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Bencher Metric Format: benchmark → measure → figure (https://bencher.dev/docs/reference/bencher-metric-format). */
export type BencherReport = Readonly<Record<string, Readonly<Record<string, Measure>>>>;

const maxName = 1024;

/**
 * A run as Bencher takes it: the guest with every total that the source knows (steps, cost parts, cycles, gas, …), each tag as
 * `GUEST/TAG`, timed commands as `latency` in nanoseconds with a deviation around the mean. Unknown is left out, never 0.
 */
export function bmfReport(profile: Profile, title: string): BencherReport {
  const rows = new Map<string, Map<string, Measure>>();
  const add = (name: string, measure: string, value: Measure): void => {
    const key = clip(name);
    const measures = rows.get(key) ?? new Map<string, Measure>();
    rows.set(key, measures.set(slug(measure), value));
  };
  const own = title === "" ? "guest" : title;
  const isTimed = (profile.benchmarks ?? []).length > 0;
  for (const [id, value] of Object.entries(profile.totals))
    if (value !== null && Number.isFinite(value) && !isTimed) add(own, id, { value });
  const named = new Set<string>();
  for (const [i, benchmark] of (profile.benchmarks ?? []).entries()) {
    const name = named.has(benchmark.command) ? `${benchmark.command} (${i + 1})` : benchmark.command;
    named.add(name);
    const { mean, stddev, memory } = benchmark;
    add(name, "latency", {
      value: mean,
      ...(stddev === null ? {} : { lower_value: Math.max(0, mean - stddev), upper_value: mean + stddev }),
    });
    if (memory !== null) add(name, "memory-bytes", { value: memory });
  }
  if (!isTimed)
    for (const tag of profile.tags) {
      const name = `${own}/${tag.name}`;
      if (Number.isFinite(tag.total)) add(name, tag.metric, { value: tag.total });
      if (tag.calls !== null) add(name, "calls", { value: tag.calls });
    }
  // Names of a file may be anything: as own properties of a plain object they have no other meaning.
  return Object.fromEntries([...rows].map(([name, measures]) => [name, Object.fromEntries(measures)]));
}

/** Bencher names measures by slugs. */
function slug(text: string): string {
  const plain = safeName(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "value" : plain.slice(0, 64);
}

function clip(name: string): string {
  const safe = safeName(name);
  return safe.length > maxName ? `${safe.slice(0, maxName - 1)}…` : safe;
}
