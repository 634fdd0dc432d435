import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const folder = path.resolve("test/fixtures/sp1");

/** A file of test/fixtures/sp1, inflated. */
export function sp1Fixture(name: string): Uint8Array {
  const bytes = readFileSync(path.join(folder, name));
  return new Uint8Array(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

export interface TraceGolden {
  readonly cycles: number;
  readonly withoutStack: number;
  readonly functions: Readonly<Record<string, readonly [self: number, total: number]>>;
}

export interface ReportGolden {
  readonly cycles: number;
  readonly gas: number;
  readonly exitCode: number;
  readonly base: Readonly<Record<string, number>>;
  readonly precompile: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, readonly [total: number, calls: number]>>;
}

export interface LogGolden {
  readonly tags: Readonly<Record<string, readonly [total: number, calls: number]>>;
  readonly open: readonly string[];
}

/** What golden.py made of the fixtures. */
export const golden = JSON.parse(readFileSync(path.join(folder, "golden.json"), "utf8")) as Readonly<
  Record<string, TraceGolden & ReportGolden & LogGolden>
>;

type Row = readonly (number | null)[];

export interface TraceParts {
  readonly samples: readonly Row[];
  readonly stacks?: readonly Row[];
  readonly frames?: readonly Row[];
  readonly names?: readonly string[];
  readonly product?: string;
}

/** main → a → b, main → c: a trace as SP1 writes it, its keys in SP1's order. */
export function trace({ samples, stacks, frames, names, product = "SP1 ZKVM" }: TraceParts): Json {
  return {
    meta: { interval: 0.001, product, version: 24 },
    libs: [],
    threads: [
      {
        name: "Thread <0>",
        frameTable: {
          schema: { category: 7, location: 0, relevantForJS: 1 },
          data: frames ?? [0, 1, 2, 3].map((name) => [name, 0, null, null, null, null, null, 0]),
        },
        stackTable: {
          schema: { frame: 1, prefix: 0 },
          data: stacks ?? [
            [null, 0],
            [0, 1],
            [1, 2],
            [0, 3],
          ],
        },
        samples: { schema: { eventDelay: 2, stack: 0, threadCPUDelta: 3, time: 1 }, data: samples },
        markers: { schema: { name: 0 }, data: [] },
        stringTable: names ?? ["main", "a", "b", "c"],
      },
    ],
    processes: [],
  };
}

export type Json = { [key: string]: unknown };

/** The first thread, to change it. */
export function thread(json: Json): Record<string, Json> {
  return (json["threads"] as Record<string, Json>[])[0]!;
}

/** The same document, every object's keys in another order: sorted, or turned round. */
export function reordered(json: unknown, order: "sorted" | "reversed"): unknown {
  if (Array.isArray(json)) return json.map((item) => reordered(item, order));
  if (typeof json !== "object" || json === null) return json;
  const keys = Object.keys(json);
  const moved = order === "sorted" ? keys.sort() : keys.reverse();
  return Object.fromEntries(moved.map((key) => [key, reordered((json as Json)[key], order)]));
}
