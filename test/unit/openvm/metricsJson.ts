import type { ByteSource } from "../../../src/core/importers/artefact";
import { aggregate } from "../../../src/core/openvm/aggregate";
import { eraOfVersion } from "../../../src/core/openvm/eras/eras";
import { finishGroups } from "../../../src/core/openvm/finish";
import type { MetricsDb } from "../../../src/core/openvm/metricsDb";
import { readMetrics } from "../../../src/core/openvm/readMetrics";
import { previousOf, reportTexts, runOf, type ReportTexts } from "../../../src/core/openvm/report";

/** `metric value label=value …`, as `total_proof_time_ms 504 group=app_proof segment=0`. */
export type Line = string;

export function metricsJson(gauges: readonly Line[], counters: readonly Line[] = []): string {
  return JSON.stringify({ counter: counters.map(entry), gauge: gauges.map(entry) });
}

function entry(line: Line): unknown {
  const [metric, value, ...labels] = line.split(" ");
  return { labels: labels.map((text) => text.split("=")), metric, value };
}

/** The text in chunks of the given sizes, in turn. */
export function source(text: string, sizes: readonly number[] = [1 << 20]): ByteSource {
  const bytes = new TextEncoder().encode(text);
  return {
    name: "metrics.json",
    sizeBytes: bytes.length,
    async *chunks() {
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const size = Math.max(1, sizes[i % sizes.length]!);
        // A fresh copy each time: a chunk is only valid until the next one.
        yield await Promise.resolve(bytes.slice(at, at + size));
        at += size;
      }
    },
  };
}

export async function read(text: string, sizes?: readonly number[]): Promise<MetricsDb> {
  return readMetrics(source(text, sizes), {});
}

/** The texts of one report. */
export async function report(
  version: string,
  text: string,
  options: { previous?: string; provers?: number; sizes?: readonly number[] } = {},
): Promise<ReportTexts> {
  const era = eraOfVersion(version);
  const provers = options.provers ?? 32;
  const db = await read(text, options.sizes);
  const previous =
    options.previous === undefined ? null : previousOf(await read(options.previous), era, provers);
  return reportTexts(db, runOf(db, era, provers, previous), { era, provers, svgName: "m.memory.svg" });
}

/** The lines of a text that start so. */
export function linesOf(text: string | null, start: string): readonly string[] {
  return (text ?? "").split("\n").filter((line) => line.startsWith(start));
}

export async function totals(version: string, text: string): Promise<{ total: number; parallel: number }> {
  const era = eraOfVersion(version);
  const run = aggregate(finishGroups(await read(text), era, true), era, 32, null);
  return { total: run.total.value, parallel: run.parallel.value };
}
