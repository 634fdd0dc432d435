import { describe, expect, it } from "vitest";
import type { ByteSource, ProfilePart } from "../../../src/core/importers/artefact";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { sp1Gecko } from "../../../src/core/importers/sp1Gecko";
import type { Profile } from "../../../src/core/profile/model";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import { sourceOf } from "./sources";
import { golden, reordered, sp1Fixture, thread, trace, type Json } from "./sp1Traces";

const read = (content: string | Uint8Array | Json, chunkBytes?: number): Promise<ProfilePart> =>
  importPart(
    sourceOf(
      typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
      chunkBytes,
      "trace.json",
    ),
  );

/** `name self/total`, the rows of a profile from the trace alone. */
function rows(profile: Profile): string[] {
  const { name, self, total } = profile.functions;
  return name.map((text, i) => `${text} ${String(self["cycles"]![i])}/${String(total["cycles"]![i])}`);
}

/** One line a node: indentation, name, self cycles. */
function picture(part: ProfilePart): string[] {
  const tree = part.callTree!;
  const depth: number[] = [];
  return Array.from({ length: tree.length }, (_, i) => {
    depth[i] = tree.prefix[i]! < 0 ? 0 : depth[tree.prefix[i]!]! + 1;
    return `${"  ".repeat(depth[i])}${tree.frames.name[tree.frame[i]!]!} ${String(tree.self["cycles"]![i])}`;
  });
}

/** Three instructions before main, then main, a, b, a, main, c. */
const samples = [null, null, null, 0, 1, 2, 2, 1, 0, 3].map((stack, k) => [stack, 0.0268 + k / 1000, 0, 1]);
const folded = ["main 2", "  a 2", "    b 2", "  c 1"];
const figures = ["main 2/7", "a 2/4", "[no symbol] 3/3", "b 2/2", "c 1/1"];

describe("SP1 trace", () => {
  it.each(["fib-calls.rate100.json.gz", "fib-calls-legacy.rate100.json.gz"])(
    "%s: cycles a function as Python folds them",
    async (file) => {
      const expected = golden[file]!;
      const part = await read(sp1Fixture(file));
      expect(part.trace).toEqual({
        cycles: expected.cycles,
        rate: 100,
        withoutStack: expected.withoutStack,
      });
      const listed = part.listed!.functions;
      expect(Object.fromEntries(listed.map((row) => [row.name, [row.self, row.total]]))).toEqual(
        expected.functions,
      );
      const profile = assemble([part], null);
      const { functions } = profile;
      expect(
        Object.fromEntries(
          [...functions.rawName.entries()].flatMap(([i, raw]) =>
            raw === null ? [] : [[raw, [functions.self["cycles"]![i], functions.total["cycles"]![i]]]],
          ),
        ),
      ).toEqual(expected.functions);
      expect(profile.totals).toEqual({ cycles: expected.cycles, gas: null });
      expect(functions.self["cycles"]!.reduce((a, b) => a + b)).toBe(expected.cycles);
    },
  );

  it("keeps instances apart that differ only in their legacy hash", async () => {
    const profile = assemble([await read(sp1Fixture("fib-calls-legacy.rate100.json.gz"))], null);
    const same = profile.functions.name.flatMap((name, i) => (name === "fib_calls::inner_mix" ? [i] : []));
    expect(same).toHaveLength(2);
    expect(new Set(same.map((i) => profile.functions.rawName[i])).size).toBe(2);
  });

  it("folds samples into cycles a stack, over any chunks", async () => {
    const text = JSON.stringify(trace({ samples }));
    for (const bytes of [1, 2, 3, 7, 64, 1 << 20]) {
      const part = await read(text, bytes);
      expect(picture(part)).toEqual(folded);
      expect(rows(assemble([part], null))).toEqual(figures);
    }
  });

  it("takes long traces by its hot loop: the same figures", async () => {
    const many = Array.from({ length: 50_000 }, (_, k) => [
      k % 11 === 0 ? null : k % 4,
      k / 1000 + 1e-9,
      0,
      100,
    ]);
    const expected = [0, 0, 0, 0, 0];
    for (const [stack] of many) expected[stack === null ? 4 : stack!]! += 100;
    const part = await read(JSON.stringify(trace({ samples: many })), 10_000);
    expect([...part.callTree!.self["cycles"]!, part.trace!.withoutStack]).toEqual(expected);
    expect(part.trace!.rate).toBe(100);
  });

  it.each(["sorted", "reversed"] as const)("needs no order of keys: %s", async (order) => {
    const part = await read(JSON.stringify(reordered(trace({ samples }), order)));
    expect(picture(part)).toEqual(folded);
    expect(part.trace).toEqual({ cycles: 10, rate: 1, withoutStack: 3 });
  });

  it.each(["sorted", "reversed"] as const)("needs no order of columns either: %s", async (order) => {
    const json = trace({ samples: samples.map(([stack, time, , delta]) => [delta!, time!, stack!]) });
    thread(json)["samples"]!["schema"] = { threadCPUDelta: 0, time: 1, stack: 2 };
    thread(json)["stackTable"] = {
      schema: { frame: 0, category: 1, prefix: 2 },
      data: [
        [0, 0, null],
        [1, 0, 0],
        [2, 0, 1],
        [3, 0, 0],
      ],
    };
    expect(picture(await read(json))).toEqual(folded);
    expect(picture(await read(JSON.stringify(reordered(json, order))))).toEqual(folded);
  });

  it("reads it with white space, long numbers, strings and nested values among the cells", async () => {
    const spaced = JSON.stringify(trace({ samples }), null, 2);
    expect(picture(await read(spaced))).toEqual(folded);
    const odd = JSON.stringify(trace({ samples })).replace(
      "[2,0.0318,0,1]",
      '[2,"a],[",{"x":[1,"\\"]"]},1e0],[3,1,2,0.0],["main",0,0,5],[2,0,0,null],[99,0,0,7],7,[]',
    );
    const part = await read(odd, 5);
    expect(picture(part)).toEqual(folded);
    expect(part.warnings.join()).toContain("5 samples (12 cycles) belong to no stack");
  });

  it("takes the last of repeated keys, as JSON.parse does", async () => {
    const text = JSON.stringify(trace({ samples })).replace(
      '"samples":',
      '"samples":{"schema":{"stack":0,"threadCPUDelta":3},"data":[[0,0,0,77],[1,0,0,99]]},"samples":',
    );
    expect(picture(await read(text))).toEqual(folded);
  });

  it("puts parents before their children", async () => {
    const stacks = [
      [3, 1],
      [0, 2],
      [3, 3],
      [null, 0],
    ];
    const part = await read(
      trace({
        samples: [
          [1, 0, 0, 5],
          [3, 0, 0, 2],
        ],
        stacks,
      }),
    );
    expect(picture(part).sort()).toEqual(["    b 5", "  a 0", "  c 0", "main 2"]);
  });

  it("keeps what was read of a file that is cut, and says what is lost", async () => {
    const text = JSON.stringify(trace({ samples }));
    const inSamples = await read(text.slice(0, text.indexOf("[3,0.0358")));
    expect(inSamples.outcome?.status).toBe("truncated");
    expect(inSamples.trace?.cycles).toBe(9);
    expect(inSamples.listed).toBeUndefined();
    expect(inSamples.warnings.join()).toContain(
      "the names of the functions, which stand at its end, are lost",
    );
    expect(picture(inSamples)[0]).toBe("function #0 (its name is cut off) 2");
    const atEnd = await read(text.slice(0, -4));
    expect(atEnd.outcome?.status).toBe("truncated");
    expect(picture(atEnd)).toEqual(folded);
  });

  it("says what a trace without stacks, one of rate 0 and one of too large a rate are", async () => {
    const empty = { stacks: [], frames: [], names: [] };
    const stripped = await read(
      trace({
        ...empty,
        samples: [
          [null, 0, 0, 1],
          [null, 0, 0, 1],
        ],
      }),
    );
    expect(stripped.warnings.join()).toContain("the ELF has no function symbols");
    expect(rows(assemble([stripped], null))).toEqual(["[no symbol] 2/2"]);
    const zero = await read(trace({ ...empty, samples: [[null, 0, 0, 0]] }));
    expect(zero.warnings.join()).toContain("TRACE_SAMPLE_RATE=0");
    expect(assemble([zero], null).totals["cycles"]).toBeNull();
    const large = await read(trace({ ...empty, samples: [[null, 0, 0, 4294967295]] }));
    expect(large.warnings.join()).toContain("the sample rate 4294967295 is larger than the run");
    expect(large.trace?.cycles).toBe(4294967295);
  });

  it("warns that a sampled trace is an estimate", async () => {
    const part = await read(trace({ samples: samples.map(([stack]) => [stack!, 0, 0, 1000]) }));
    expect(part.warnings.join()).toContain("one sample every 1,000 cycles");
    expect(part.warnings.join()).toContain("up to 999 cycles too high");
  });

  it("refuses other programs' Gecko profiles with the way out", async () => {
    await expect(read(trace({ samples, product: "Firefox" }))).rejects.toMatchObject({
      kind: "unsupported",
      message: 'a Gecko profile of "Firefox", not of SP1',
    });
  });

  it("reads the first of several threads and says so", async () => {
    const json = trace({ samples });
    (json["threads"] as unknown[]).push(...(trace({ samples }).threads as unknown[]), {});
    const part = await read(json);
    expect(picture(part)).toEqual(folded);
    expect(part.warnings.join()).toContain("holds 3 threads");
  });

  it.each([
    ["a parent that does not exist", { stacks: [[9, 0]] }, /parent 9 of 1/],
    [
      "a cycle",
      {
        stacks: [
          [1, 0],
          [0, 1],
        ],
      },
      /cycle/,
    ],
    ["a frame that does not exist", { stacks: [[null, 9]] }, /stack 0 has a frame/],
    ["a frame without a name", { stacks: [[null, 0]], frames: [[7]] }, /frame 0 has no name/],
  ])("refuses %s", async (_, change, message) => {
    await expect(read(trace({ samples: [[0, 0, 0, 1]], ...change }))).rejects.toThrow(message);
  });

  it("refuses sums beyond 2^53 and needs no memory for hostile indices", async () => {
    const huge = [
      [0, 0, 0, 9007199254740991],
      [0, 0, 0, 9007199254740991],
    ];
    await expect(read(trace({ samples: huge }))).rejects.toMatchObject({ kind: "overflow" });
    const text = JSON.stringify(
      reordered(
        trace({
          samples: [
            [2147483646, 0, 0, 1],
            [9e15, 0, 0, 1],
            [0, 0, 0, 1],
          ],
        }),
        "reversed",
      ),
    );
    const before = process.memoryUsage().arrayBuffers;
    const part = await read(text);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50e6);
    expect(part.warnings.join()).toContain("2 samples (2 cycles) belong to no stack");
  });

  it.each([
    ["a number", "0"],
    ["nested brackets", "["],
    ["a string", '"'],
  ])("gives up on one endless cell: %s", async (_, filling) => {
    const start = JSON.stringify(trace({ samples })).split("[1,0.0308")[0]!;
    const block = new TextEncoder().encode(filling === '"' ? "x".repeat(1 << 20) : filling.repeat(1 << 20));
    let blocks = 0;
    const bomb: ByteSource = {
      name: "bomb.json",
      sizeBytes: null,
      async *chunks() {
        yield new TextEncoder().encode(`${start}[${filling}`);
        for (; blocks < 4096; blocks++) yield await Promise.resolve(block);
      },
    };
    await expect(importPart(bomb)).rejects.toMatchObject({ kind: "bad-input" });
    expect(blocks).toBeLessThan(40);
  });

  it("makes hostile names harmless", async () => {
    const part = await read(
      trace({ samples, names: ["ma\u202ein", "a\u001b[31m", "b".repeat(9000), "<c>"] }),
    );
    expect(part.listed!.functions.map((row) => row.name.length)).toEqual([5, 6, 4097, 3]);
    expect(part.listed!.functions.map((row) => row.name).join()).not.toMatch(/[\u202e\u001b]/);
  });

  it("tells progress and can be cancelled", async () => {
    const text = JSON.stringify(trace({ samples }));
    const seen: number[] = [];
    await sp1Gecko.import(sourceOf(text, 100), { progress: (bytes) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(text.length);
    await expect(sp1Gecko.import(sourceOf(text, 100), { signal: AbortSignal.abort() })).rejects.toMatchObject(
      { kind: "cancelled" },
    );
  });

  it("comes back whole from its JSON", async () => {
    const profile = assemble([await read(sp1Fixture("fib-calls.rate100.json.gz"))], null);
    const again = profileFromJson(JSON.parse(JSON.stringify(profileToJson(profile, { full: true }))));
    expect(again).toEqual(profile);
  });
});
