// What is counted at lines beside their cost adds up to what the machine says of its memory and opcodes.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lineNotes } from "../../../src/core/analysis/lineNotes";
import { precompileTable, precompileText } from "../../../src/core/analysis/precompiles";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import { readElf } from "../../../src/core/symbols/elf";
import { ziskMachine } from "../../../src/core/engine/machines/zisk/zisk";
import { ziskModel } from "../../../src/core/engine/machines/zisk/ziskModels";
import { profileOfRun } from "../../../src/core/engine/report";

const bytes = gunzipSync(readFileSync("sample/sample-guest.elf.gz"));
const elf = readElf(bytes);
const input = [readFileSync("sample/input.bin")];
const machine = ziskMachine(
  { elf: bytes, input, maxSteps: null, mainName: "main", listed: false },
  elf,
  ziskModel(null),
);
machine.run(1_000_000, () => (machine.done ? 0 : 10_000_000));
const run = machine.result(false);
const profile = profileOfRun(run, elf, { version: null });
const sum = (column: Float64Array | undefined): number =>
  (column ?? new Float64Array(0)).reduce((a, b) => a + b, 0);

describe("extras of the sample guest", () => {
  it.each([
    ["writes1", /1b (clean|dirty) write$/],
    ["dirtyBytes", /1b dirty write$/],
    ["reads1", /1b read$/],
    ["writes4", /4b .*write$/],
  ])("%s are the accesses of their class", (id, classes) => {
    const counted = run.memory
      .filter((row) => classes.test(row.class))
      .reduce((all, row) => all + row.count!, 0);
    const { measures, kind, count } = run.pcs.accesses!;
    expect(count.reduce((all, n, i) => all + n * measures[id]![kind[i]!]!, 0)).toBe(counted);
    expect(counted).toBeGreaterThanOrEqual(0);
  });

  it("spared is what frequent operands saved, and what small operands of add did", () => {
    const adds = run.opcodes.find((row) => row.name === "add")!;
    const add = ziskModel(null).ops.find((row) => row.name === "add")!;
    const cheap = add.cost * adds.count! - adds.cost!;
    expect(sum(run.pcs.extras!["spared"])).toBe(run.totals["frops"]! + cheap);
  });

  it("precompiles by site add up to the machine's rows", () => {
    const rows = precompileTable(profile.precompiles!);
    expect(rows.map(({ name, cost }) => [name, cost])).toEqual(
      run.opcodes
        .filter((row) => row.kind === "precompile" && row.count! > 0 && row.cost! > 0)
        .map((row) => [row.name, row.cost]),
    );
    expect(precompileText({ name: "keccakf", calls: 32650, cost: 656 }, 1000)).toBe(
      "keccakf: 32,650 calls, cost 656, 65.6 %",
    );
  });

  it("survive JSON, beside parts that add up to the cost", () => {
    const { lines } = profile;
    for (let row = 0; row < lines!.length; row++) {
      const { cost, main, opcodes, precompiles, memory } = lines!.self;
      expect(main![row]! + opcodes![row]! + precompiles![row]! + memory![row]!).toBe(cost![row]);
    }
    const again = profileFromJson(JSON.parse(JSON.stringify(profileToJson(profile, { full: true }))));
    expect(again.lines!.extras).toEqual(lines!.extras);
    expect(again.lines!.self).toEqual(lines!.self);
    expect(again.precompiles).toEqual(profile.precompiles);
  });

  it("become sentences", () => {
    const column = (value: number) => Float64Array.of(value);
    const extras = {
      writes1: column(3),
      reads8: column(1),
      narrow: column(483),
      dirtyBytes: column(3),
      spared: column(7),
    };
    expect(lineNotes({ extras }, [0])).toEqual([
      "memory: 1 read of 8 bytes, 3 writes of 1 byte",
      "narrow or unaligned accesses cost 483 more than aligned ones of 8 bytes",
      "3 of the byte stores take a register that holds more than a byte: widen them, or mask it first",
      "frequent or small operands spared 7",
    ]);
  });
});
