// The call tree with inlined functions: what it looks like, and that it is the plain one to the unit once they are folded.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inlinedDifferences } from "../../../scripts/verify/inlinedTree";
import { engineMachine, type EngineMachineName } from "../../../src/core/engine/engineMachine";
import { InlinedTreeRecorder } from "../../../src/core/engine/inlinedTree";
import { InlineSites } from "../../../src/core/engine/inlineSites";
import { profileOfRun } from "../../../src/core/engine/report";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import type { Profile } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";
import type { DebugPart, ElfImage } from "../../../src/core/symbols/types";

const names = ["main", "hash", "leaf"];
const machine = names.length;

/** Debug information where pc n stands in the nth chain, outermost first; the function itself is left out. */
function debugOf(chains: readonly (readonly string[])[]): DebugPart {
  const parent: number[] = [-1];
  const name: string[] = ["itself"];
  const node = chains.map((chain) =>
    chain.reduce((at, inlined) => {
      name.push(inlined);
      return parent.push(at) - 1;
    }, 0),
  );
  return {
    pcs: Float64Array.from(chains.keys()),
    files: ["a.rs"],
    file: () => 0,
    line: (at) => 10 + at,
    node: (at) => node[at]!,
    follows: () => false,
    nodes: {
      length: parent.length,
      parent: Int32Array.from(parent),
      file: () => 0,
      line: () => 5,
      origin: (at) => ({ name: name[at]!, line: 0 }),
    },
    frames: () => [],
    places: () => [],
    declaration: () => null,
    functions: [],
    warnings: [],
  };
}

describe("the recorder", () => {
  /** Rows are chains of inlined functions; each event is a step that costs 10. */
  function told(chains: readonly (readonly string[])[]) {
    const sites = new InlineSites(debugOf(chains));
    const tree = new InlinedTreeRecorder(machine + 1, machine, chains.length, sites, (row) => row, 2);
    const step = (): void => {
      tree.now[0]!++;
      tree.now[1]! += 10;
      tree.charge();
    };
    return {
      /** So many steps at a row. */
      at(row: number, count = 1) {
        if (tree.siteOfRow[row] !== tree.site) tree.enter(row);
        for (let i = 0; i < count; i++) step();
        return this;
      },
      call(name: string, back: number) {
        step();
        tree.call(names.indexOf(name), true, back, 100 - tree.depth);
        return this.land(0);
      },
      tail(name: string) {
        step();
        tree.jump(names.indexOf(name), true, 999, false, 100 - tree.depth);
        return this.land(0);
      },
      ret(name: string, back: number, row: number) {
        step();
        tree.jump(names.indexOf(name), false, back, true, 200);
        return this.land(row);
      },
      land(row: number) {
        tree.enter(row);
        return this;
      },
      get drawing(): string[] {
        const { tree: shape, counters } = tree.recorded((fn) => fn);
        const { length, prefix, address, inlined, functions, calls } = shape;
        const [steps, costs] = counters as [Float64Array, Float64Array];
        const depth: number[] = [];
        const lines: { readonly key: string; readonly text: string }[] = [];
        const keys: string[] = [];
        for (let node = 0; node < length; node++) {
          const parent = prefix[node]!;
          depth[node] = parent < 0 ? 0 : depth[parent]! + 1;
          keys[node] = `${parent < 0 ? "" : keys[parent]!}/${String(node).padStart(3, "0")}`;
          expect(costs[node]).toBe(10 * steps[node]!);
          const name =
            inlined[node]! >= 0
              ? `${functions[inlined[node]!]!.name}~`
              : `${names[address[node]!] ?? "machine"} ×${String(calls[node])}`;
          const text = `${"  ".repeat(depth[node]!)}${name} ${String(steps[node])}`;
          lines.push({ key: keys[node]!, text });
        }
        return lines.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ text }) => text);
      },
    };
  }

  it("puts inlined functions below their function, and what was called from there below them", () => {
    const run = told([[], ["map"], ["map", "next"]])
      .call("main", 500)
      .at(0, 2)
      .at(1, 3)
      .at(2, 4)
      .call("leaf", 501)
      .at(0, 5)
      .ret("main", 501, 1)
      .at(1, 6)
      .at(0, 7);
    expect(run.drawing).toEqual(["machine ×0 1", "main ×1 9", "  map~ 9", "    next~ 5", "      leaf ×1 6"]);
  });

  it("keeps the same code on two paths apart", () => {
    const run = told([[], ["map"]])
      .call("main", 500)
      .call("hash", 501)
      .at(1, 3)
      .ret("main", 501, 1)
      .call("hash", 502)
      .at(1, 8);
    expect(run.drawing).toEqual([
      "machine ×0 1",
      "main ×1 1",
      "  hash ×1 0",
      "    map~ 4",
      "  map~ 1",
      "    hash ×1 0",
      "      map~ 8",
    ]);
  });

  it("puts a tail-called function where its jumper was called from", () => {
    const run = told([[], ["map"]])
      .call("main", 500)
      .at(1)
      .call("hash", 501)
      .at(1)
      .tail("leaf")
      .at(0, 2);
    expect(run.drawing).toEqual([
      "machine ×0 1",
      "main ×1 0",
      "  map~ 2",
      "    hash ×1 0",
      "      map~ 2",
      "    leaf ×1 2",
    ]);
  });

  it("is one node for one function inlined again elsewhere", () => {
    const run = told([[], ["map"], ["map"]])
      .call("main", 500)
      .at(1, 2)
      .at(0)
      .at(2, 3);
    expect(run.drawing).toEqual(["machine ×0 1", "main ×1 1", "  map~ 5"]);
  });
});

/** A guest from its ELF to its profile. */
function profiled(
  name: EngineMachineName,
  elf: Uint8Array,
  input: readonly Uint8Array[],
  maxSteps: number | null = null,
  image: ElfImage = readElf(elf),
): { profile: Profile; image: ElfImage } {
  const request = { elf, input, maxSteps, mainName: "main", listed: false, inlined: true };
  const guest = engineMachine(name, null, request, image);
  // In slices: a border may fall anywhere.
  while (!guest.done) guest.run(77_777);
  return { profile: profileOfRun(guest.result(false), image, { version: null }), image };
}

const sample = {
  elf: gunzipSync(readFileSync("sample/sample-guest.elf.gz")),
  input: [readFileSync("sample/input.bin")],
};

describe("the sample guest", () => {
  const { profile, image } = profiled("zisk", sample.elf, sample.input);
  const { inlinedTree, callTree, functions } = profile;

  it("adds up: by path what the call tree says, by chain what the instructions say", () => {
    expect(inlinedDifferences(profile, image.debug)).toEqual([]);
    expect(inlinedTree!.length).toBeGreaterThan(callTree!.length);
  });

  it("is the tree of a run without, which costs the same", () => {
    const plain = engineMachine(
      "zisk",
      null,
      { elf: sample.elf, input: sample.input, maxSteps: null, mainName: "main", listed: false },
      image,
    );
    plain.run(1e9);
    const other = profileOfRun(plain.result(false), image, { version: null });
    expect(other.inlinedTree).toBeUndefined();
    expect(other.callTree).toEqual(callTree);
    expect(other.totals).toEqual(profile.totals);
  });

  it("names inlined functions, where they are declared, and no row of the functions", () => {
    const { frames } = inlinedTree!;
    const rows = [...frames.inlined.keys()].filter((row) => frames.inlined[row] === 1);
    expect(rows.length).toBeGreaterThan(10);
    expect(frames.length).toBe(functions.length + rows.length);
    for (const row of rows) expect(frames.func[row]).toBe(-1);
    const declared = rows.filter((row) => frames.file[row] !== null && frames.line[row]! > 0);
    expect(declared.length).toBeGreaterThan(rows.length / 2);
  });

  it("comes back from its JSON", () => {
    const json: unknown = JSON.parse(JSON.stringify(profileToJson(profile, { full: true })));
    expect(profileFromJson(json).inlinedTree).toEqual(inlinedTree);
    expect(profileToJson(profile, { full: false })).not.toHaveProperty("inlinedTree");
    expect(profileToJson(profile, { full: false, inlined: true })).toHaveProperty("inlinedTree");
  });

  it("adds up where a run is cut at any step", () => {
    for (const steps of [1, 53, 4321, 20_001]) {
      const cut = profiled("zisk", sample.elf, sample.input, steps, image).profile;
      expect(inlinedDifferences(cut, image.debug)).toEqual([]);
    }
  });
});

const shared = path.resolve(process.env["CYCLELENS_SHARED"] ?? "../shared");
const isThere = existsSync(shared);
if (!isThere && process.env["CYCLELENS_REQUIRE_SHARED"] === "1") throw new Error(`nothing at ${shared}`);

/** The others by `npm run verify:engine`. */
describe.skipIf(!isThere)("truth guests", () => {
  it.each([
    ["zisk", "data/zisk/v1.4/hash", ["panic/input.bin"]],
    ["sp1", "data/sp1/mutual-rec", []],
    ["sp1", "data/sp1/tracker-nest", []],
  ] as const)("%s %s adds up", (name, folder, files) => {
    const at = path.join(shared, folder);
    const elf = gunzipSync(readFileSync(path.join(at, "guest.elf.gz")));
    const input = files.map((file) => readFileSync(path.join(at, file)));
    const { profile, image } = profiled(name, elf, input);
    expect(inlinedDifferences(profile, image.debug)).toEqual([]);
  });
});
