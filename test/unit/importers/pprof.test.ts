// pprof files against figures that a second reader took from them.
import { PbfWriter } from "pbf";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { pprof } from "../../../src/core/importers/pprof/pprof";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import type { Profile } from "../../../src/core/profile/model";
import { pprofReport } from "../../../src/core/report/pprof";
import { mutate, randomOf } from "../fuzz/mutate";
import { CycleLensError } from "../../../src/core/errors";
import { fixtureBytes, goldenOf, nonZero, profileOfBytes, valuesAt } from "./golden";
import { fixture, sourceOf } from "./sources";

const real = ["go-cpu.pb.gz", "go-heap.pb.gz", "rust-cpu.pb.gz", "node-heap.pb.gz", "node-time.pb.gz"];
const all = [...real, "synthetic-risc0.pb", "synthetic-odd.pb"];
const noFile = new Set(["unknown", "Unknown", "<unknown>", "??"]);

describe("pprof", () => {
  it.each(all)("%s: every function and every line as a second reader has them", async (name) => {
    const golden = goldenOf("pprof", name);
    const profile = await profileOfBytes(fixtureBytes("pprof", name), 777);
    expect(profile.metrics.map(({ id }) => id)).toEqual(golden.metrics);
    expect(profile.totals).toMatchObject(golden.totals);
    const { functions, lines } = profile;
    const key = (fn: string, file: string | null) =>
      `${fn} @ ${file === null || noFile.has(file) ? "" : file}`;
    const found = Object.fromEntries(
      functions.name.map((fn, row) => [
        key(fn, functions.file[row] ?? null),
        { self: valuesAt(functions.self, row), total: valuesAt(functions.total, row) },
      ]),
    );
    const wanted = Object.fromEntries(
      golden.functions
        .filter((fn) => Object.keys(nonZero(fn.total)).length > 0)
        .map((fn) => [key(fn.name, fn.file), { self: nonZero(fn.self), total: nonZero(fn.total) }]),
    );
    expect(found).toEqual(wanted);
    const places = Object.fromEntries(
      Array.from(lines?.line ?? [], (line, row) => [
        `${lines!.files[lines!.file[row]!]}:${line}`,
        { self: valuesAt(lines!.self, row), total: valuesAt(lines!.total, row) },
      ]),
    );
    for (const { file, line, self, total } of golden.lines.filter(
      (row) => Object.keys(nonZero(row.total!)).length > 0,
    ))
      expect(places[`${file}:${line}`], `${file}:${line}`).toEqual({
        self: nonZero(self),
        total: nonZero(total!),
      });
  });

  it.each(all)("%s is the same in chunks of any size, and after a round trip through JSON", async (name) => {
    const bytes = fixtureBytes("pprof", name);
    const whole = await profileOfBytes(bytes);
    for (const chunk of bytes.length < 5000 ? [1, 7, 500] : [61, 4096])
      expect(await profileOfBytes(bytes, chunk)).toEqual(whole);
    const json = JSON.parse(JSON.stringify(profileToJson(whole, { full: true }))) as unknown;
    expect(profileToJson(profileFromJson(json), { full: true })).toEqual(json);
  });

  it("takes the default sample type first, else the last one", async () => {
    expect((await profileOfBytes(fixtureBytes("pprof", "go-heap.pb.gz"))).metrics).toEqual([
      { id: "inuse_space", unit: "bytes" },
      { id: "alloc_objects", unit: "objects" },
      { id: "alloc_space", unit: "bytes" },
      { id: "inuse_objects", unit: "objects" },
    ]);
    expect((await profileOfBytes(fixtureBytes("pprof", "go-cpu.pb.gz"))).metrics).toEqual([
      { id: "cpu", unit: "ns" },
      { id: "samples", unit: "samples" },
    ]);
  });

  it("knows RISC Zero by what it writes, and what paging costs", async () => {
    const profile = await profileOfBytes(fixtureBytes("pprof", "synthetic-risc0.pb"));
    expect(profile.source).toMatchObject({ format: "pprof", variant: "risc0" });
    expect(profile.engine.name).toBe("RISC Zero");
    expect(profile.totals).toEqual({
      cycles: 602_322,
      "user cycles": 585_696,
      "page-in cycles": 9_846,
      "page-out cycles": 6_780,
    });
    const row = profile.functions.name.indexOf("guest::fold");
    // Recursion is counted once, and the line is the function's own.
    expect([profile.functions.total["cycles"]![row], profile.functions.line[row]]).toEqual([510_119, 31]);
  });

  it("marks what was inlined, and gives it a row of its own", async () => {
    const { callTree, functions } = await profileOfBytes(fixtureBytes("pprof", "synthetic-odd.pb"));
    const frames = callTree!.frames;
    const inlined = frames.name.filter((_, frame) => frames.inlined[frame] === 1);
    expect(inlined).toEqual(["app::mul"]);
    expect(functions.name).toContain("app::mul");
  });

  it("keeps what was read of a file that is cut", async () => {
    const bytes = fixtureBytes("pprof", "synthetic-odd.pb");
    const { outcome, totals, warnings } = await profileOfBytes(
      bytes.subarray(0, bytes.length - 5),
      100,
      "cut.pb",
    );
    expect(outcome.status).toBe("truncated");
    expect(totals["objects"]).toBe(14);
    expect(warnings.join()).toContain("cut.pb is truncated");
  });
});

/** Every node as a line: the stack, what is inlined in it, its figures. */
function stacksOf({ callTree }: Profile): readonly string[] {
  const { frames, prefix, frame, self, length } = callTree!;
  const paths: string[] = [];
  for (let node = 0; node < length; node++) {
    const at = frame[node]!;
    const above = prefix[node]! < 0 ? "" : `${paths[prefix[node]!]!};`;
    paths.push(`${above}${frames.inlined[at] === 1 ? "+" : ""}${frames.name[at]!}@${frames.file[at] ?? ""}`);
  }
  return paths.map((path, node) => `${path} ${JSON.stringify(valuesAt(self, node))}`).sort();
}

describe("pprof, written by us", () => {
  it.each(all)("%s: what was read is read again", async (name) => {
    const read = await profileOfBytes(fixtureBytes("pprof", name));
    const again = await profileOfBytes(pprofReport(read), 333);
    expect(again.metrics).toEqual(read.metrics);
    expect(again.engine).toEqual(read.engine);
    expect(again.totals).toEqual(read.totals);
    expect(again.functions).toEqual({ ...read.functions, rawName: again.functions.rawName });
    expect(stacksOf(again)).toEqual(stacksOf(read));
  });

  it("writes the machine's own units and names", async () => {
    const parts = await Promise.all(
      ["calls.report.txt", "calls.profile.json.gz"].map((name) =>
        importPart(sourceOf(fixture(name), 65_536, name)),
      ),
    );
    const profile = assemble(parts, null);
    const again = await profileOfBytes(pprofReport(profile));
    expect(again.engine).toEqual(profile.engine);
    expect(again.metrics).toEqual([{ id: "cost", unit: "cost" }]);
    const row = (of: Profile, name: string) => valuesAt(of.functions.self, of.functions.name.indexOf(name));
    expect(row(again, "fib")["cost"]).toBe(row(profile, "fib")["cost"]);
  });
});

describe("pprof and hostile bytes", () => {
  const refused = async (bytes: Uint8Array) => {
    const error: unknown = await pprof.import(sourceOf(bytes, 1000), {}).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!CycleLensError.is(error)) throw new Error(`not refused: ${String(error)}`);
    return error;
  };
  const message = (write: (pbf: PbfWriter) => void): Uint8Array => {
    const pbf = new PbfWriter();
    write(pbf);
    return pbf.finish().slice();
  };
  const types = message((pbf) => pbf.writeBytesField(1, new Uint8Array([8, 1, 16, 2])));
  const joined = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

  it("refuses a number of eleven bytes", async () => {
    expect((await refused(joined(types, new Uint8Array(12).fill(0xff)))).kind).toBe("bad-input");
  });

  it("refuses an inner length that reaches beyond its message", async () => {
    expect((await refused(joined(types, new Uint8Array([0x12, 3, 0x0a, 200, 1])))).kind).toBe("bad-input");
  });

  it("refuses groups however deep", async () => {
    expect((await refused(joined(types, new Uint8Array(100_000).fill(0x13)))).kind).toBe("bad-input");
  });

  it("does not hold memory for an entry that only says it is long", async () => {
    const long = joined(types, new Uint8Array([0x12, 0xff, 0xff, 0xff, 0xff, 0x7f]));
    expect((await refused(long)).kind).toBe("too-large");
  });

  it("takes a long entry of no interest as cut", async () => {
    const long = joined(types, new Uint8Array([0xa2, 0x06, 0xff, 0xff, 0xff, 0xff, 0x7f, 1, 2, 3]));
    const part = await pprof.import(sourceOf(long, 3), {});
    expect(part.profile?.outcome.status).toBe("truncated");
  });

  it("names sums that no double holds", async () => {
    const sample = message((pbf) =>
      pbf.writeBytesField(
        2,
        message((inner) => {
          inner.writeVarintField(1, 1);
          inner.writeVarintField(2, 2 ** 62);
        }),
      ),
    );
    expect((await refused(joined(types, sample, sample))).kind).toBe("overflow");
  });

  it("is not taken for text, nor text for it", () => {
    const text = new TextEncoder();
    for (const other of [
      "\n\n\nREPORT\n------",
      "\n\u0004\b\u0001\u0010 no",
      "{}",
      "",
      "main;a 1\n",
      "\u0012\u0012\u0012",
    ])
      expect(pprof.detect(text.encode(other), "x"), JSON.stringify(other)).toBe(false);
    for (const name of all) expect(pprof.detect(fixtureBytes("pprof", name), name), name).toBe(true);
  });

  it("never throws anything but its own errors, whatever is done to real files", async () => {
    const samples = all.map((name) => fixtureBytes("pprof", name)).filter((bytes) => bytes.length < 40_000);
    let read = 0;
    for (let run = 0; run < 600; run++) {
      const random = randomOf(5, run);
      const bytes = mutate(
        samples[random.below(samples.length)]!,
        samples[random.below(samples.length)]!,
        random,
      );
      try {
        const { profile } = await pprof.import(sourceOf(bytes, 1 + random.below(5000)), {});
        expect(profile!.functions.length).toBeGreaterThanOrEqual(0);
        read++;
      } catch (error) {
        if (!CycleLensError.is(error)) throw error;
      }
    }
    expect(read).toBeGreaterThan(60);
  });
});
