import { describe, expect, it } from "vitest";
import type { ProfilePart } from "../../../src/core/importers/artefact";
import { ziskFirefox } from "../../../src/core/importers/ziskFirefox";
import type { CallTree } from "../../../src/core/profile/model";
import { fixture, sourceOf } from "./sources";

interface Samples {
  readonly stack?: unknown;
  readonly weight?: unknown;
  readonly timeDeltas?: unknown;
}

const product = "ZiskEmu Profiler";

/** A profile of main → a → b, main → c with the given samples; the parts in the given order of keys. */
function profile(samples: Samples, change: Record<string, unknown> = {}): string {
  const shared = {
    stringArray: ["main", "a", "b", "c"],
    funcTable: { name: [0, 1, 2, 3] },
    frameTable: { func: [0, 1, 2, 3] },
    stackTable: { frame: [0, 1, 2, 3], prefix: [null, 0, 1, 0] },
  };
  return JSON.stringify({ meta: { product, version: 31 }, shared, threads: [{ samples }], ...change });
}

const read = (json: string | Uint8Array, chunkBytes?: number): Promise<ProfilePart> =>
  ziskFirefox.import(sourceOf(json, chunkBytes), {});

/** One line a node: indentation, name, self cost. */
function picture(tree: CallTree | undefined): string[] {
  if (!tree) return [];
  const depth = new Int32Array(tree.length);
  return Array.from({ length: tree.length }, (_, i) => {
    const parent = tree.prefix[i]!;
    depth[i] = parent < 0 ? 0 : depth[parent]! + 1;
    return `${"  ".repeat(depth[i]!)}${tree.frames.name[tree.frame[i]!]} ${tree.self.cost?.[i]}`;
  });
}

const figures = { stack: [0, 1, 2, 1, 0, 3], weight: [0.062, 1.5, 9816.105, 0.001, 2, 0.3] };
const folded = ["main 2062", "  a 1501", "    b 9816105", "  c 300"];

describe("ZisK Firefox profile", () => {
  it("folds samples into exact cost a stack", async () => {
    expect(picture((await read(profile(figures))).callTree)).toEqual(folded);
  });

  it.each([
    ["weight before stack", { weight: figures.weight, stack: figures.stack }],
    ["only timeDeltas", { stack: [...figures.stack, 0], timeDeltas: [5, ...figures.weight] }],
    ["timeDeltas before stack", { timeDeltas: [5, ...figures.weight], stack: [...figures.stack, 0] }],
    [
      "weight wins over timeDeltas",
      { stack: figures.stack, timeDeltas: [0, 1, 1, 1, 1, 1], weight: figures.weight },
    ],
    [
      "all three, deltas first",
      { timeDeltas: [0, 1, 1, 1, 1, 1], stack: figures.stack, weight: figures.weight },
    ],
  ])("reads samples in any order: %s", async (_, samples) => {
    expect(picture((await read(profile(samples))).callTree)).toEqual(folded);
  });

  it("reads tables that come after the samples", async () => {
    const parsed = JSON.parse(profile(figures)) as Record<string, unknown>;
    const { threads, shared, meta } = parsed;
    expect(picture((await read(JSON.stringify({ threads, shared, meta }))).callTree)).toEqual(folded);
  });

  it("puts parents before children", async () => {
    const shared = {
      stringArray: ["main", "a", "b", "c"],
      funcTable: { name: [0, 1, 2, 3] },
      frameTable: { func: [0, 1, 2, 3] },
      stackTable: { frame: [2, 1, 0, 3], prefix: [1, 2, null, 2] },
    };
    const samples = { stack: [0, 1, 2, 3], weight: [1, 2, 3, 4] };
    const part = await read(profile(samples, { shared }));
    expect(picture(part.callTree)).toEqual(["main 3000", "  a 2000", "  c 4000", "    b 1000"]);
  });

  it("says which samples belong nowhere", async () => {
    const part = await read(profile({ stack: [0, null, 9, 1, 1], weight: [1, 2, 3, null, -1] }));
    expect(picture(part.callTree)).toEqual(["main 1000", "  a 0", "    b 0", "  c 0"]);
    expect(part.warnings).toContain("4 samples (cost 5000) belong to no stack and were left out");
  });

  it("gives what could be read of a cut file", async () => {
    const json = profile(figures);
    const part = await read(json.slice(0, json.indexOf("9816.105") + 10));
    expect(part.outcome).toEqual({ status: "truncated", message: "the Firefox profile is cut off" });
    expect(picture(part.callTree)).toEqual(["main 62", "  a 1500", "    b 9816105", "  c 0"]);
  });

  it.each([
    ["unsupported", '"Firefox"', JSON.stringify({ meta: { product: "Firefox" } })],
    ["unsupported", '"SP1 ZKVM"', JSON.stringify({ meta: { product: "SP1 ZKVM" } })],
    ["bad-input", "names no product", "{}"],
    ["bad-input", "ends before", profile(figures).slice(0, 30)],
    [
      "bad-input",
      "cycle",
      profile(figures, {
        shared: {
          stackTable: { frame: [0, 0], prefix: [1, 0] },
          frameTable: { func: [0] },
          funcTable: { name: [0] },
          stringArray: ["x"],
        },
      }),
    ],
    [
      "bad-input",
      "frame that does not exist",
      profile(figures, { shared: { stackTable: { frame: [7], prefix: [null] } } }),
    ],
    ["bad-input", "has no name", profile(figures, { shared: { frameTable: { func: [7] } } })],
    ["overflow", "2^53", profile({ stack: [0, 0], weight: [9007199254740, 9007199254740] })],
  ])("refuses with %s: %s", async (kind, message, json) => {
    await expect(read(json)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message) as unknown,
    });
  });

  it.each(["calls.profile.json.gz", "tags.profile.json.gz", "amo.profile.json.gz", "mini.profile.json"])(
    "agrees with JSON.parse on the real %s, for any chunks",
    async (name) => {
      const bytes = fixture(name);
      const parsed = JSON.parse(new TextDecoder().decode(bytes)) as {
        shared: { stackTable: { prefix: (number | null)[]; frame: number[] }; stringArray: string[] };
        threads: { samples: { stack: number[]; weight: number[] } }[];
      };
      const { stackTable, stringArray } = parsed.shared;
      const self = new Array<number>(stackTable.frame.length).fill(0);
      const { stack, weight } = parsed.threads[0]!.samples;
      stack.forEach((node, k) => (self[node]! += Math.round(weight[k]! * 1000)));
      for (const chunkBytes of [61, 4097, 1 << 20]) {
        const { callTree } = await read(bytes, chunkBytes);
        expect([...callTree!.self.cost!]).toEqual(self);
        expect([...callTree!.prefix]).toEqual(stackTable.prefix.map((p) => p ?? -1));
        expect([...callTree!.frame].map((f) => callTree!.frames.name[f])).toEqual(
          stackTable.frame.map((f) => stringArray[f]),
        );
      }
    },
  );

  it("tells the versions apart and warns of what 1.4 leaves out", async () => {
    const modern = await read(fixture("calls.profile.json.gz"));
    expect([modern.variant, modern.warnings.length]).toEqual(["1.4", 1]);
    const old = await read(fixture("mini.profile.json"));
    expect([old.variant, old.warnings.length]).toEqual(["0.17", 0]);
  });

  it("knows its files by their first bytes", () => {
    for (const name of ["calls.profile.json.gz", "mini.profile.json"])
      expect(ziskFirefox.detect(fixture(name).subarray(0, 65_536), name)).toBe(true);
    for (const name of ["calls.disasm.txt.gz", "calls.report.txt", "calls.guest.elf", "calls.stats.csv"])
      expect(ziskFirefox.detect(fixture(name).subarray(0, 65_536), name)).toBe(false);
  });

  it("takes a call tree of depth 100,000 and hostile names", async () => {
    const depth = 100_000;
    const names = ["</script><img>", "`|*_[x](command:y)", "\u202eevil\u0000", "x".repeat(1_000_000)];
    const shared = {
      stringArray: names,
      funcTable: { name: names.map((_, i) => i) },
      frameTable: { func: names.map((_, i) => i) },
      stackTable: {
        frame: Array.from({ length: depth }, (_, i) => i % names.length),
        prefix: Array.from({ length: depth }, (_, i) => (i === 0 ? null : i - 1)),
      },
    };
    const { callTree } = await read(profile({ stack: [depth - 1], weight: [1] }, { shared }), 5000);
    expect(callTree!.length).toBe(depth);
    expect(callTree!.self.cost![depth - 1]).toBe(1000);
    expect(callTree!.frames.name[2]).toBe("\ufffdevil\ufffd");
    expect(callTree!.frames.name[3]!.length).toBeLessThan(5000);
  });
});
