import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../../src/core/errors";
import { importPart } from "../../../../src/core/importers/detect";
import { firefoxReport } from "../../../../src/core/report/firefox";
import { readElf } from "../../../../src/core/symbols/elf";
import { sourceOf } from "../sources";
import { figuresOf, golden, hostBytes, pictureOf, profileFrom } from "./hostSamples";

type Json = Record<string, unknown>;

/** main:3 → work:9 → (inlined) fold:2, and main → idle, as the tables of version 55. */
const tables = {
  stringArray: ["main", "work", "fold", "idle", "src/main.rs", "src/fold.rs"],
  stackTable: { length: 4, frame: [0, 1, 2, 3], prefix: [null, 0, 1, 0] },
  frameTable: {
    length: 4,
    func: [0, 1, 2, 3],
    line: [3, 9, 2, null],
    inlineDepth: [0, 0, 1, 0],
    address: [-1, -1, -1, -1],
  },
  funcTable: {
    length: 4,
    name: [0, 1, 2, 3],
    fileName: [4, 4, 5, null],
    lineNumber: [1, 7, 1, null],
    resource: [-1, -1, -1, -1],
  },
  resourceTable: { length: 0, lib: [] },
};
const samples = { stack: [2, 2, null, 3, 1], weight: [1, 2, 50, 4, 8], weightType: "samples" };
const thread = (more: Json): Json => ({ name: "main", pid: "1", tid: "1", processName: "p", ...more });
const file = (version: number, more: Json): Json => ({
  meta: { product: "test", preprocessedProfileVersion: version },
  libs: [],
  ...more,
});
const own = file(55, { threads: [thread({ ...tables, samples })] });

/** Where the profiler moved its tables to, version by version. */
const variants: Readonly<Record<string, Json>> = {
  "56: strings are shared": (() => {
    const { stringArray, ...rest } = tables;
    return file(56, { shared: { stringArray }, threads: [thread({ ...rest, samples })] });
  })(),
  "57: files are a table of sources": (() => {
    const { stringArray, funcTable, ...rest } = tables;
    const { fileName, ...funcs } = funcTable;
    return file(57, {
      shared: { stringArray, sources: { length: 2, filename: [4, 5], uuid: [null, null] } },
      threads: [
        thread({
          ...rest,
          funcTable: { ...funcs, source: fileName.map((at) => (at === null ? null : at - 4)) },
          samples,
        }),
      ],
    });
  })(),
  "60: all tables are shared": file(60, { shared: tables, threads: [thread({ samples })] }),
  "60: samples before the tables": {
    threads: [thread({ samples })],
    shared: tables,
    ...file(60, {}),
  },
  "66: prefixes are offsets": file(66, {
    shared: { ...tables, stackTable: { length: 4, frame: [0, 1, 2, 3], prefixOffset: [0, 1, 1, 3] } },
    threads: [thread({ samples })],
  }),
  "75: flags say which cells hold, all others are 0": file(75, {
    shared: {
      ...tables,
      sources: { length: 2, filename: [4, 5] },
      stackTable: { length: 4, frame: [0, 1, 2, 3], prefixOffset: [0, 1, 1, 3] },
      frameTable: {
        length: 4,
        func: [0, 1, 2, 3],
        line: [3, 9, 2, 0],
        address: [0, 0, 0, 0],
        lib: [0, 0, 0, 0],
        flags: [20, 20, 21, 4],
      },
      funcTable: {
        length: 4,
        name: [0, 1, 2, 3],
        source: [0, 0, 1, 0],
        lineNumber: [1, 7, 1, 0],
        resource: [0, 0, 0, 0],
        flags: [24, 24, 24, 0],
      },
    },
    threads: [thread({ samples })],
  }),
};

describe("processed Firefox profiles", () => {
  it("self and total by function; lines with what was inlined there", async () => {
    const profile = await profileFrom(own);
    expect(pictureOf(profile)).toEqual({
      metrics: [{ id: "samples", unit: "samples" }],
      functions: [
        "fold src/fold.rs:1 3/3",
        "idle :0 4/4",
        "main src/main.rs:1 0/15",
        "work src/main.rs:7 8/11",
      ],
      stacks: [
        "main@src/main.rs:3;idle@:0 4",
        "main@src/main.rs:3;work@src/main.rs:9 8",
        "main@src/main.rs:3;work@src/main.rs:9;fold@src/fold.rs:2 3",
      ],
      lines: ["src/fold.rs:2 3/3", "src/main.rs:3 0/0", "src/main.rs:9 8/11"],
    });
    expect(profile.warnings.join()).toContain("1 samples have no stack");
  });

  for (const [name, json] of Object.entries(variants))
    it(`version ${name}: the same`, async () => {
      expect(pictureOf(await profileFrom(json))).toEqual(pictureOf(await profileFrom(own)));
    });

  it("what the Firefox Profiler itself made of samply's file, version 75: the same figures", async () => {
    const profile = await profileFrom(new Uint8Array(gunzipSync(hostBytes("samply.v75.json.gz"))));
    expect(profile.source.variant).toBe("75");
    expect(figuresOf(profile)).toEqual(figuresOf(await profileFrom(hostBytes("samply.json"))));
    expect(profile.totals["samples"]).toBe(golden["samply.json"]!.whole["samples"]);
  });

  it.each([
    ["samples", "samples", [1, 2, 50, 4, 8], 15],
    ["tracing-ms", "ns", [1, 2.5, 50, 4, 8.25], 15_750_000],
    ["bytes", "bytes", [64, 128, 50, 4096, 1], 4289],
  ])("weights in %s", async (weightType, metric, weight, sum) => {
    const profile = await profileFrom(
      file(55, { threads: [thread({ ...tables, samples: { ...samples, weightType, weight } })] }),
    );
    expect(profile.metrics).toEqual([{ id: metric, unit: metric }]);
    expect(profile.totals[metric]).toBe(sum);
  });

  it("samples without weights count one each; allocations are bytes beside them, releases are none", async () => {
    const profile = await profileFrom(
      file(55, {
        threads: [
          thread({
            ...tables,
            samples: { stack: [1, 2, null], weight: null },
            nativeAllocations: { stack: [2, 1, 2], weight: [100, 50, -100] },
          }),
        ],
      }),
    );
    expect(profile.totals).toMatchObject({ samples: 2, bytes: 150 });
    expect(figuresOf(profile)["fold src/fold.rs"]).toEqual({ samples: [1, 1], bytes: [100, 100] });
  });

  it("threads and processes stand below roots of their own, which are no functions", async () => {
    const other = { stack: [0], weight: [5] };
    const profile = await profileFrom(
      file(60, {
        shared: tables,
        threads: [
          thread({ samples }),
          thread({ name: "worker", tid: "2", samples: other }),
          thread({ pid: "9", tid: "9", processName: "child", samples: other }),
        ],
      }),
    );
    const names = profile.callTree!.frames.name;
    expect(names).toEqual(
      expect.arrayContaining(["p (process 1)", "child (process 9)", "worker (thread 2)"]),
    );
    expect(profile.functions.name).not.toContain("worker (thread 2)");
    expect(figuresOf(profile)["main src/main.rs"]!["samples"]).toEqual([10, 25]);
  });

  it("refuses stacks that form a cycle, leaves out those that do not exist", async () => {
    const looped = { ...tables.stackTable, prefix: [1, 0, 1, 0] };
    await expect(
      profileFrom(file(55, { threads: [thread({ ...tables, stackTable: looped, samples })] })),
    ).rejects.toMatchObject({ kind: "bad-input", message: expect.stringContaining("cycle") as string });
    const profile = await profileFrom(
      file(55, {
        threads: [thread({ ...tables, samples: { stack: [1, 99, 1e12, -3], weight: [1, 1, 1, 1] } })],
      }),
    );
    expect(profile.totals["samples"]).toBe(1);
  });

  it("cut anywhere: what is told is true, and it says so", async () => {
    const whole = JSON.stringify(own);
    const most = figuresOf(await profileFrom(own));
    let read = 0;
    for (let end = 1; end < whole.length - 1; end += 7) {
      const profile = await profileFrom(whole.slice(0, end)).catch((error: unknown) => error);
      if (profile instanceof Error) {
        expect(CycleLensError.is(profile, "bad-input"), `cut at ${end}: ${profile.message}`).toBe(true);
        continue;
      }
      read++;
      const cut = profile as Awaited<ReturnType<typeof profileFrom>>;
      expect(cut.outcome.status).toBe("truncated");
      for (const [name, { samples: figures }] of Object.entries(figuresOf(cut)))
        if (most[name]) expect(figures![1]).toBeLessThanOrEqual(most[name]["samples"]![1]);
    }
    expect(read).toBeGreaterThan(0);
  });
});

describe("a profile of addresses and the ELF that ran", () => {
  const elf = readElf(
    new Uint8Array(gunzipSync(readFileSync("test/fixtures/symbols/inlined.dwarf5.elf.gz"))),
  );
  /** Loaded at 0x8ffff000: weigh inlined into sumOf inlined into outer; _start. */
  const addresses = [0x107c, 0x1018, 0x99999];
  const json = file(55, {
    libs: [
      { name: "libc.so.6", path: "/lib/libc.so.6" },
      { name: "inlined", path: "/guest/inlined" },
    ],
    threads: [
      thread({
        stringArray: addresses.map((address) => `0x${address.toString(16)}`),
        stackTable: { frame: [0, 1, 2], prefix: [null, 0, 0] },
        frameTable: { func: [0, 1, 2], address: addresses, line: [null, null, null] },
        funcTable: { name: [0, 1, 2], resource: [0, 0, 0] },
        resourceTable: { lib: [1] },
        samples: { stack: [1, 1, 1, 2], weight: [1, 1, 1, 1] },
      }),
    ],
  });

  it("without it: addresses as names, how many, and the way out", async () => {
    const profile = await profileFrom(json);
    expect(profile.functions.name).toEqual(["0x107c", "0x1018", "0x99999"]);
    expect(profile.warnings.join()).toMatch(
      /100\.0 % of the samples stand at addresses without a name \(inlined\).*--elf/,
    );
  });

  it.each(["inlined", "inlined.elf", null])(
    "with it (%s): functions, inlined frames and lines",
    async (name) => {
      const part = await importPart(sourceOf(JSON.stringify(json), 100));
      const profile = part.withElf!(elf, name)!;
      expect(pictureOf(profile)).toMatchObject({
        stacks: [
          "_start@/guest/inlined.c:20;0x99999@:0 1",
          "_start@/guest/inlined.c:20;outer@/guest/inlined.c:16;sumOf@/guest/inlined.c:11;weigh@/guest/inlined.c:5 3",
        ],
        lines: [
          "/guest/inlined.c:11 0/3",
          "/guest/inlined.c:16 0/3",
          "/guest/inlined.c:20 0/0",
          "/guest/inlined.c:5 3/3",
        ],
      });
      expect(profile.warnings.join()).toContain("25.0 % of the samples stand at addresses without a name");
    },
  );

  it("which is none of several programs: null", async () => {
    const two = { ...json, libs: [{ name: "a" }, { name: "b" }] };
    const part = await importPart(sourceOf(JSON.stringify(two), 100));
    expect(part.withElf!(elf, "other.elf")).toBeNull();
    expect(part.withElf!(elf, "b")).not.toBeNull();
  });
});

describe("what we write for the Firefox Profiler", () => {
  it("has every column of its tables, each as long as the table, and no table that is null", async () => {
    const report = firefoxReport(await profileFrom(own)) as unknown as Json & { threads: Json[] };
    expect(report).toMatchObject({
      libs: [],
      pages: [],
      meta: { version: 24, preprocessedProfileVersion: 55 },
    });
    const [first] = report.threads;
    for (const [name, columns] of Object.entries({
      samples: "stack weight timeDeltas",
      stackTable: "prefix frame",
      frameTable: "address inlineDepth category subcategory func nativeSymbol innerWindowID line column",
      funcTable: "name isJS relevantForJS resource fileName lineNumber columnNumber",
      resourceTable: "lib name host type",
      nativeSymbols: "address functionSize libIndex name",
      markers: "category data endTime name phase startTime",
    })) {
      const table = first![name] as Json & { length: number };
      for (const column of columns.split(" "))
        expect((table[column] as unknown[] | undefined)?.length, `${name}.${column}`).toBe(table.length);
      // A null `threadCPUDelta` is taken for a table.
      expect(Object.values(table)).not.toContain(null);
    }
  });
});
