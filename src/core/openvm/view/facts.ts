import { safeName } from "../../profile/names";
import { looseFigures } from "./looseFigures";
import { metricKind } from "./metricKind";
import type { Side } from "./side";
import type { Fact } from "./types";

/** Most facts that are told, by kind. */
const mostFacts = 40;

interface RawFact {
  readonly kind: Fact["kind"];
  readonly metric: string;
  readonly group: string;
  readonly value: number;
}

/** Proof sizes, verification times and memory, wherever the file has them; of memory the largest figure of a group;
 * `own` are metrics of the user's settings. */
export function factsOf(now: Side, before: Side | null, own: readonly string[]): readonly Fact[] {
  const custom = new Set(own);
  const old = new Map(
    (before === null ? [] : rawFacts(before, custom)).map((fact) => [keyOf(fact), fact.value]),
  );
  const counts = { "proof-size": 0, verify: 0, memory: 0, custom: 0 };
  return rawFacts(now, custom)
    .filter(({ kind }) => counts[kind]++ < mostFacts)
    .map((fact) => ({
      kind: fact.kind,
      metric: safeName(fact.metric),
      group: safeName(fact.group),
      unit: metricKind(fact.metric).unit,
      value: { now: known(fact.value), before: known(old.get(keyOf(fact))) },
    }));
}

function rawFacts(side: Side, custom: ReadonlySet<string>): RawFact[] {
  const out: RawFact[] = [];
  for (const { name, value } of looseFigures(side)) {
    const kind = custom.has(name) ? "custom" : kindOf(name);
    if (kind !== null) out.push({ kind, metric: name, group: "", value });
  }
  for (const { name: group, metrics } of side.run?.groups ?? [])
    for (const [name, { sum, max }] of metrics) {
      const kind = custom.has(name) ? "custom" : kindOf(name);
      if (kind !== null)
        out.push({ kind, metric: name, group, value: kind === "memory" ? max.value : sum.value });
    }
  return out;
}

/** Memory that a proof or the process needs; the parts of a metered estimate stay in the table of metrics. */
function kindOf(name: string): Fact["kind"] | null {
  if (/proof_size/.test(name)) return "proof-size";
  if (/^verif(?:y|ication)\w*_time_ms$/.test(name)) return "verify";
  if (/^metered_memory_bytes$|(?:peak|max)\w*(?:memory|mem|rss)|(?:memory|mem|rss)\w*peak/.test(name))
    return name.startsWith("gpu_mem.") || name.startsWith("metered_secondary") ? null : "memory";
  return null;
}

function keyOf({ metric, group }: RawFact): string {
  return JSON.stringify([group, metric]);
}

function known(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
