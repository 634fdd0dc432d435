// dhat files against what dhat itself said at the end of the run, and against figures that Python took from them.
import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { dhat } from "../../../src/core/importers/dhat/dhat";
import { isAllocator, isStandardFrame } from "../../../src/core/importers/dhat/allocators";
import { parseDhatFrame } from "../../../src/core/importers/dhat/frameText";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import { textReport } from "../../../src/core/report/text";
import { mutate, randomOf } from "../fuzz/mutate";
import { fixtureBytes, goldenOf, nonZero, profileOfBytes, valuesAt } from "./golden";
import { sourceOf } from "./sources";

const real = ["dhat-rs.json.gz", "valgrind-rust.json.gz", "valgrind-c.json"];
const all = [...real, "valgrind-copy.json", "valgrind-adhoc.json", "synthetic-adhoc.json"];
const encode = (text: string) => new TextEncoder().encode(text);

describe("dhat", () => {
  it.each([
    ["dhat-rs.json.gz", [36_312, 718, 10_152, 52, 1_024, 1]],
    ["valgrind-c.json", [26_275, 27, 3_000, 2, 2_019, 2]],
  ])("%s: the totals that dhat printed", async (name, printed) => {
    const { totals } = await profileOfBytes(fixtureBytes("dhat", name));
    const keys = [
      "bytes",
      "blocks",
      "bytes at t-gmax",
      "blocks at t-gmax",
      "bytes at t-end",
      "blocks at t-end",
    ];
    expect(keys.map((key) => totals[key])).toEqual(printed);
  });

  it.each(real)("%s: the program's own functions and lines as Python has them", async (name) => {
    const golden = goldenOf("dhat", name);
    const { functions, lines, totals } = await profileOfBytes(fixtureBytes("dhat", name), 999);
    expect(totals).toEqual(golden.totals);
    for (const { name: fn, file, self, total } of golden.functions) {
      const row = functions.name.findIndex((other, i) => other === fn && functions.file[i] === file);
      expect({ fn, self: valuesAt(functions.self, row), total: valuesAt(functions.total, row) }).toEqual({
        fn,
        self: nonZero(self),
        total: nonZero(total),
      });
    }
    for (const { file, line, self } of golden.lines) {
      const row = lines!.line.findIndex((at, i) => at === line && lines!.files[lines!.file[i]!] === file);
      expect([file, line, valuesAt(lines!.self, row)]).toEqual([file, line, nonZero(self)]);
    }
  });

  it("charges no byte twice: the functions' own figures add up to the total", async () => {
    for (const name of real) {
      const { functions, totals, callTree } = await profileOfBytes(fixtureBytes("dhat", name));
      for (const id of ["bytes", "blocks at t-gmax"]) {
        const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
        expect(sum(functions.self[id]!)).toBe(totals[id]);
        expect(sum(callTree!.self[id]!)).toBe(totals[id]);
      }
    }
  });

  it("keeps the standard library between a site and the allocator as frames without a row", async () => {
    const { callTree, functions } = await profileOfBytes(fixtureBytes("dhat", "dhat-rs.json.gz"));
    const { name, func, inlined } = callTree!.frames;
    const grow = name.findIndex((frame, i) => /Vec.*::with_capacity$/.test(frame) && func[i] === -1);
    expect(inlined[grow]).toBe(1);
    expect(name.some((frame) => /^<?alloc::alloc::/.test(frame))).toBe(false);
    expect(functions.name).toContain("mini_prover::fft::transform");
  });

  it.each(all)("%s is the same in chunks of any size, and after a round trip through JSON", async (name) => {
    const bytes = fixtureBytes("dhat", name);
    const whole = await profileOfBytes(bytes);
    for (const chunk of [37, 4099]) expect(await profileOfBytes(bytes, chunk)).toEqual(whole);
    const json = JSON.parse(JSON.stringify(profileToJson(whole, { full: true }))) as unknown;
    expect(profileToJson(profileFromJson(json), { full: true })).toEqual(json);
  });

  it("speaks of units and events where the file does", async () => {
    const profile = await profileOfBytes(fixtureBytes("dhat", "synthetic-adhoc.json"));
    expect(profile.metrics).toEqual([
      { id: "units", unit: "units" },
      { id: "events", unit: "events" },
    ]);
    expect(profile.totals).toEqual({ units: 118, events: 4 });
    const { functions } = profile;
    expect(functions.name.map((fn, row) => [fn, functions.file[row], valuesAt(functions.self, row)])).toEqual(
      [
        ["prover::main", "src/main.rs", {}],
        ["prover::fold", "C:\\work (new)\\src\\fri.rs", { units: 100, events: 1 }],
        ["<fn() -> (u8, u8)>::hash", "src/hash.rs", { units: 11, events: 2 }],
        ["[no stack]", null, { units: 7, events: 1 }],
      ],
    );
  });

  it("reads the program points whatever the order of the keys", async () => {
    const bytes = fixtureBytes("dhat", "dhat-rs.json.gz");
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const turned = Object.fromEntries(Object.entries(json).reverse());
    expect(Object.keys(turned)[0]).toBe("ftbl");
    const part = await dhat.import(sourceOf(JSON.stringify(turned), 500), {});
    expect(part.profile!.functions).toEqual((await profileOfBytes(bytes)).functions);
  });

  it("keeps what was read of a file that is cut", async () => {
    const bytes = fixtureBytes("dhat", "dhat-rs.json.gz");
    const { outcome, totals } = await profileOfBytes(bytes.subarray(0, bytes.length - 100));
    expect([outcome.status, totals["bytes"]]).toEqual(["truncated", 36_312]);
    const half = await profileOfBytes(bytes.subarray(0, bytes.length >> 1));
    expect(half.outcome.status).toBe("truncated");
    expect(half.totals["bytes"]).toBeGreaterThan(0);
    await expect(profileOfBytes(bytes.subarray(0, 120))).rejects.toMatchObject({ kind: "bad-input" });
  });

  it("says so of another version", async () => {
    const other = encode('{"dhatFileVersion": 1, "pps": [], "ftbl": []}');
    await expect(profileOfBytes(other)).rejects.toMatchObject({ kind: "unsupported" });
  });
});

describe("a dhat frame", () => {
  it.each([
    [
      "0x1f: a::b (src/b.rs:3:14)",
      { address: "0x1f", name: "a::b", file: "src/b.rs", line: 3, object: null },
    ],
    ["0x1F: f (b.c:3)", { address: "0x1F", name: "f", file: "b.c", line: 3, object: null }],
    ["0x1f: f (in /lib/x.so)", { address: "0x1f", name: "f", file: null, line: 0, object: "/lib/x.so" }],
    ["0x1f: ??? (in /bin/ls)", { address: "0x1f", name: "???", file: null, line: 0, object: "/bin/ls" }],
    ["0x1f: ???", { address: "0x1f", name: "???", file: null, line: 0, object: null }],
    ["0x1f: g (???:0:0)", { address: "0x1f", name: "g", file: null, line: 0, object: null }],
    [
      "0x1f: operator new(unsigned long) (in /lib/v.so)",
      { address: "0x1f", name: "operator new(unsigned long)", file: null, line: 0, object: "/lib/v.so" },
    ],
    [
      "0x1f: operator new(unsigned long)",
      { address: "0x1f", name: "operator new(unsigned long)", file: null, line: 0, object: null },
    ],
    [
      "0x1f: f (C:\\a (b)\\c.rs:9:1)",
      { address: "0x1f", name: "f", file: "C:\\a (b)\\c.rs", line: 9, object: null },
    ],
    ["[root]", { address: null, name: "[root]", file: null, line: 0, object: null }],
    ["", { address: null, name: "", file: null, line: 0, object: null }],
  ])("%s", (text, frame) => {
    expect(parseDhatFrame(text)).toEqual(frame);
  });

  it.each([
    "0x1: alloc::alloc::alloc (alloc/src/alloc.rs:98:9)",
    "0x1: <alloc::alloc::Global as core::alloc::Allocator>::allocate (alloc/src/alloc.rs:429:14)",
    "0x1: malloc (in /usr/libexec/valgrind/vgpreload_dhat-amd64-linux.so)",
    "0x1: operator new(unsigned long) (vg_replace_malloc.c:422)",
    "0x1: __rust_alloc (in /bin/prover)",
    "0x1: <dhat::Alloc as core::alloc::global::GlobalAlloc>::alloc (src/lib.rs:1282:9)",
  ])("%s only hands out memory", (text) => {
    expect(isAllocator(parseDhatFrame(text))).toBe(true);
  });

  it.each([
    ["0x1: alloc::vec::Vec<T,A>::push (src/vec/mod.rs:965:20)", true],
    ["0x1: <T as alloc::slice::<impl [T]>::to_vec_in::ConvertVec>::to_vec (alloc/src/slice.rs:448:29)", true],
    ["0x1: <[u8]>::to_vec (alloc/src/slice.rs:376:14)", true],
    ["0x1: push<prover::Tree, alloc::alloc::Global> (mod.rs:992)", true],
    ["0x1: with_capacity<u64> (library/alloc/src/vec/mod.rs:524)", true],
    ["0x1: std::rt::lang_start_internal (rt.rs:171)", true],
    ["0x1: prover::alloc::pool (src/alloc.rs:3:1)", false],
    ["0x1: <alloc::vec::Vec<T> as prover::Commit>::commit (src/commit.rs:3:1)", false],
    ["0x1: <prover::Felt as core::clone::Clone>::clone (src/field.rs:5:10)", false],
    ["0x1: fold (fri.rs:22)", false],
    ["0x1: malloc_layer (layers.c:7)", false],
  ])("%s: standard library %s", (text, standard) => {
    const frame = parseDhatFrame(text);
    expect([isStandardFrame(frame), isAllocator(frame)]).toEqual([standard, false]);
  });
});

describe("dhat and hostile bytes", () => {
  it("takes stacks of any depth", async () => {
    const deep = `{"dhatFileVersion":2,"mode":"heap","pps":[{"tb":5,"tbk":1,"fs":[${"1,2,".repeat(200_000)}1]}],"ftbl":["[root]","0x1: a (a.c:1)","0x2: b (b.c:2)"]}`;
    const profile = await profileOfBytes(encode(deep));
    expect(profile.totals["bytes"]).toBe(5);
    expect(profile.warnings.join()).toContain("very deep stacks");
  });

  it("leaves out figures that are none, and frames that do not exist get a name", async () => {
    const odd = `{"dhatFileVersion":2,"mode":"heap","pps":[{"tb":-5,"tbk":1e999,"gb":"7","fs":[9,-1,1.5,null]},{"tb":3,"tbk":1,"fs":[1]}],"ftbl":["[root]","\\u001b[31m0x"]}`;
    const profile = await profileOfBytes(encode(odd));
    expect(profile.totals["bytes"]).toBe(3);
    expect(profile.warnings.join()).toContain("1 program points");
    expect(profile.functions.name.join()).not.toContain("\u001b");
  });

  it("never throws anything but its own errors, whatever is done to real files", async () => {
    const samples = all.map((name) => fixtureBytes("dhat", name));
    let read = 0;
    for (let run = 0; run < 300; run++) {
      const random = randomOf(6, run);
      const bytes = mutate(
        samples[random.below(samples.length)]!,
        samples[random.below(samples.length)]!,
        random,
      );
      try {
        await dhat.import(sourceOf(bytes, 1 + random.below(9000)), {});
        read++;
      } catch (error) {
        if (!CycleLensError.is(error)) throw error;
      }
    }
    expect(read).toBeGreaterThan(15);
  });
});

describe("dhat on the command line", () => {
  it("tells total, peak and end in dhat's own words", async () => {
    const text = textReport(await profileOfBytes(fixtureBytes("dhat", "dhat-rs.json.gz")));
    expect(text).toContain(
      [
        "Total:     36,312 bytes in 718 blocks",
        "At t-gmax: 10,152 bytes in 52 blocks",
        "At t-end:  1,024 bytes in 1 blocks",
      ].join("\n"),
    );
    expect(text).not.toContain("bytes at t-gmax  ");
  });
});
