import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importPart } from "../../../src/core/importers/detect";
import { sourceOf } from "./sources";
import { reordered, thread, trace, type Json } from "./sp1Traces";

/** Columns of a sample row, in the order in which a file may have them. */
const columns = ["stack", "time", "eventDelay", "threadCPUDelta"] as const;

const sample = fc.record({
  stack: fc.option(fc.nat({ max: 5 }), { nil: null }),
  time: fc.double({ min: 0, max: 1e9, noNaN: true }),
  eventDelay: fc.constantFrom(0, 0.5),
  threadCPUDelta: fc.oneof(fc.nat({ max: 1000 }), fc.nat({ max: 2 ** 32 - 1 })),
});

/** Which stack is below which, as any order of rows may say it. */
const stacks = fc
  .tuple(...[1, 2, 3, 4, 5].map((below) => fc.option(fc.nat({ max: below - 1 }), { nil: null })))
  .map((prefixes) => [null, ...prefixes]);

/** Cycles by path and without a stack, as JSON.parse and loops give them. */
function reference(json: Json): { paths: Record<string, number>; without: number } {
  const { samples, stackTable, stringTable } = JSON.parse(JSON.stringify(thread(json))) as {
    samples: { schema: Record<string, number>; data: (number | null)[][] };
    stackTable: { data: [number | null, number][] };
    stringTable: string[];
  };
  const paths: Record<string, number> = {};
  let without = 0;
  for (const row of samples.data) {
    const weight = row[samples.schema["threadCPUDelta"]!]!;
    const leaf = row[samples.schema["stack"]!];
    if (leaf === null || leaf === undefined) {
      without += weight;
      continue;
    }
    const names: string[] = [];
    for (let up: number | null = leaf; up !== null; up = stackTable.data[up]![0])
      names.unshift(stringTable[stackTable.data[up]![1]]!);
    paths[names.join("/")] = (paths[names.join("/")] ?? 0) + weight;
  }
  return { paths, without };
}

describe("SP1 traces of any form", () => {
  it("hold what JSON.parse finds in them", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sample, { maxLength: 400 }),
        stacks,
        fc.shuffledSubarray([...columns], { minLength: 4 }),
        fc.constantFrom("as is", "sorted", "reversed"),
        fc.constantFrom(undefined, 1, "\t"),
        fc.integer({ min: 1, max: 3000 }),
        async (samples, prefixes, order, keys, space, chunkBytes) => {
          const json = trace({
            samples: samples.map((row) => order.map((column) => row[column])),
            stacks: prefixes.map((prefix, i) => [prefix, i % 4]),
          });
          thread(json)["samples"]!["schema"] = Object.fromEntries(order.map((column, at) => [column, at]));
          const text = JSON.stringify(keys === "as is" ? json : reordered(json, keys), null, space);
          const part = await importPart(sourceOf(text, chunkBytes, "t.json"));
          const tree = part.callTree!;
          const names: string[] = [];
          const paths: Record<string, number> = {};
          for (let node = 0; node < tree.length; node++) {
            const name = tree.frames.name[tree.frame[node]!]!;
            names[node] = tree.prefix[node]! < 0 ? name : `${names[tree.prefix[node]!]!}/${name}`;
            const self = tree.self["cycles"]![node]!;
            if (self > 0) paths[names[node]!] = (paths[names[node]!] ?? 0) + self;
          }
          const expected = reference(json);
          for (const [path, weight] of Object.entries(expected.paths))
            if (weight === 0) Reflect.deleteProperty(expected.paths, path);
          expect(paths).toEqual(expected.paths);
          expect(part.trace!.withoutStack).toBe(expected.without);
        },
      ),
      { numRuns: 150 },
    );
  });
});
