// Memory accesses by class, of instructions and of lines.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { accessesAddUp } from "../../../scripts/verify/accesses";
import { accessClasses, largestAccesses } from "../../../src/core/analysis/accessClasses";
import { annotatedDisassembly } from "../../../src/core/analysis/disassembly";
import { lineAccesses, accessMeasures } from "../../../src/core/engine/lineAccesses";
import { RowAccesses } from "../../../src/core/engine/machines/zisk/rowAccesses";
import { ziskMachine } from "../../../src/core/engine/machines/zisk/zisk";
import { ziskModel } from "../../../src/core/engine/machines/zisk/ziskModels";
import { profileOfRun } from "../../../src/core/engine/report";
import type { EngineRun, PcAccesses } from "../../../src/core/engine/types";
import { profileFromJson } from "../../../src/core/profile/fromJson";
import { profileToJson } from "../../../src/core/profile/json";
import type { LineTable } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";

const bytes = gunzipSync(readFileSync("sample/sample-guest.elf.gz"));
const elf = readElf(bytes);

function sampleRun(listed: boolean, maxSteps: number | null): EngineRun {
  const machine = ziskMachine(
    { elf: bytes, input: [readFileSync("sample/input.bin")], maxSteps, mainName: "main", listed },
    elf,
    ziskModel(null),
  );
  machine.run(1_000_000, () => (machine.done ? 0 : 10_000_000));
  return machine.result(false);
}
const run = sampleRun(false, null);
const profile = profileOfRun(run, elf, { version: null });

/** Accesses as text, one line each: instruction, or row of the line table, × count of what. */
function picture({ classes, kind, count }: PcAccesses, at: (i: number) => number): string[] {
  return [...count].map((n, i) => `${String(at(i))}: ${String(n)} × ${classes[kind[i]!]!}`);
}

describe("accesses of the sample guest by class", () => {
  it("add up to the memory table, and at each instruction to what its memory costs", () => {
    expect(accessesAddUp(run, profile)).toEqual([]);
  });

  it("are the same in both engines", () => {
    const [reference, fast] = [sampleRun(true, 300_000), sampleRun(false, 300_000)];
    const sorted = ({ pcs }: EngineRun): string[] =>
      picture(pcs.accesses!, (i) => pcs.pc[pcs.accesses!.index[i]!]!).sort();
    expect(sorted(fast)).toEqual(sorted(reference));
  });

  it("survive JSON", () => {
    const json = profileToJson(profile, { full: true });
    for (const { accesses, parts } of json.lines)
      expect((accesses ?? []).reduce((all, { cost }) => all + cost!, 0)).toBe(parts!["memory"]);
    expect(Math.max(...json.lines.map(({ accesses }) => accesses?.length ?? 0))).toBeGreaterThan(2);
    const again = profileFromJson(JSON.parse(JSON.stringify(json)));
    expect(profileToJson(again, { full: true }).lines).toEqual(json.lines);
    const { lines } = profile;
    for (const row of [0, 7, lines!.length - 1])
      expect(accessClasses(again.lines!, [row])).toEqual(accessClasses(lines!, [row]));
    expect(again.instructions!.accesses).toEqual(profile.instructions!.accesses);
  });

  it("of instructions are refused in JSON where they do not fit together", () => {
    const json = JSON.stringify(profileToJson(profile, { full: true }));
    const broken = (change: (of: Record<string, unknown[]>) => void): unknown => {
      const copy = JSON.parse(json) as { instructions: { accesses: Record<string, unknown[]> } };
      change(copy.instructions.accesses);
      return copy;
    };
    for (const change of [
      (of) => of["per"]!.pop(),
      (of) => (of["per"]![0] = 1e6),
      (of) => of["kind"]!.pop(),
      (of) => (of["kind"]![0] = 255),
      (of) => of["count"]!.push(1),
      (of) => (of["classes"] = new Array<string>(257).fill("x")),
      (of) => delete of["prices"],
    ] satisfies ((of: Record<string, unknown[]>) => unknown)[])
      expect(() => profileFromJson(broken(change))).toThrow(/instructions\.accesses/);
  });

  it("stand behind instructions in the disassembly, with counts where there are several", () => {
    const { functions, instructions } = profile;
    const shown = (name: string): string[] =>
      annotatedDisassembly(profile, elf, { func: functions.name.findIndex((text) => text.endsWith(name)) })
        .text.split("\n")
        .filter((line) => line.includes("# "))
        .map((line) => line.trim().replace(/ {2,}/g, " "));
    const all = shown("compress");
    expect(all.length).toBeGreaterThan(10);
    const { accesses } = instructions!;
    for (const line of all) {
      const pc = parseInt(line, 16);
      const row = instructions!.pc.indexOf(pc);
      const kinds = [...accesses!.kind.subarray(accesses!.start[row], accesses!.start[row + 1])];
      if (kinds.length === 0) continue;
      expect(line).toContain(accesses!.classes[kinds[0]!]);
      expect(line.includes(" × ")).toBe(kinds.length > 1);
    }
  });
});

const drawn: PcAccesses = {
  classes: ["read", "write", "byte"],
  prices: Float64Array.of(2, 3, 10),
  measures: { bytes: Float64Array.of(8, 8, 1), narrow: Float64Array.of(0, 0, 8), none: new Float64Array(3) },
  index: Int32Array.of(0, 1, 1, 2, 4),
  kind: Uint8Array.of(2, 1, 0, 2, 0),
  count: Float64Array.of(5, 1, 4, 1, 9),
};

describe("lines", () => {
  // Instructions 0 and 2 stand at the line 1, instruction 1 at line 0, the others at none.
  const found = lineAccesses(drawn, Int32Array.of(1, 0, 1, -1, -1), 3);

  it("have what their instructions have, class by class", () => {
    const rows = [0, 1, 2].map((row) => accessClasses({ accesses: found } as LineTable, [row]));
    expect(rows).toEqual([
      [
        { class: "read", count: 4, cost: 8 },
        { class: "write", count: 1, cost: 3 },
      ],
      [{ class: "byte", count: 6, cost: 60 }],
      [],
    ]);
  });

  it("are measured, and what is nought everywhere is left out", () => {
    expect(accessMeasures(found, drawn.measures)).toEqual({
      bytes: Float64Array.of(40, 6, 0),
      narrow: Float64Array.of(0, 48, 0),
    });
  });

  it("of several rows of the table are one list, the costliest first, the many small ones together", () => {
    const rows = accessClasses({ accesses: found } as LineTable, [0, 1]);
    expect(rows.map((row) => row.class)).toEqual(["byte", "read", "write"]);
    expect(largestAccesses(rows, 1)).toEqual({
      shown: rows.slice(0, 1),
      others: { class: "2 other classes", count: 5, cost: 11 },
    });
    expect(largestAccesses(rows, 2)).toEqual({ shown: rows, others: null });
  });
});

describe("counts by row", () => {
  it("hold for any number of rows and classes, and can be taken back", () => {
    const accesses = new RowAccesses(5000);
    for (let row = 0; row < 5000; row++)
      for (let kind = 0; kind <= row % 3; kind++) accesses.add(row, kind, row + kind);
    for (let row = 0; row < 5000; row += 2) accesses.add(row, 0, -row);
    for (let row = 0; row < 5000; row++) {
      const found: number[] = [];
      for (let entry = accesses.firstOf(row); entry !== 0; entry = accesses.after(entry))
        found[accesses.kindOf(entry)] = accesses.countOf(entry);
      expect(found).toEqual([row % 2 === 0 ? 0 : row, row + 1, row + 2].slice(0, 1 + (row % 3)));
    }
  });
});

describe("accesses in a file", () => {
  const file = (accesses: unknown, memory: unknown[] = []): unknown => ({
    ...profileToJson(profile, { full: false }),
    memory,
    lines: [{ file: "a.rs", line: 1, self: { cost: 1, steps: 1 }, accesses }],
  });

  it("cost what the file's memory table says, then what their line does", () => {
    const accesses = [
      { class: "ram write", count: 2, cost: null },
      { class: "ram read", count: 3, cost: 1 },
      { class: "rom read", count: 2, cost: 22 },
      { class: "rom read", count: 1, cost: 11 },
      { class: "nothing", count: 0, cost: 5 },
    ];
    const { lines } = profileFromJson(file(accesses, [{ class: "ram read", count: 10, cost: 70 }]));
    expect(accessClasses(lines!, [0])).toEqual([
      { class: "rom read", count: 3, cost: 33 },
      { class: "ram read", count: 3, cost: 21 },
      { class: "ram write", count: 2, cost: null },
    ]);
  });

  it.each([[{}], [3], [[{ class: 1, count: 1 }]], [[{ class: "read", count: "many" }]]])(
    "refuses %j",
    (accesses) => {
      expect(() => profileFromJson(file(accesses))).toThrow(/lines\[0\]\.accesses/);
    },
  );

  it("keep no more classes than there are numbers for, whatever their names", () => {
    const row = (name: string) => ({ class: name, count: 1, cost: 2 });
    const many = Array.from({ length: 1000 }, (_, i) => row(`class ${String(i)}`));
    expect(accessClasses(profileFromJson(file(many)).lines!, [0])).toHaveLength(256);
    const odd = ["__proto__", "constructor", ""].map(row);
    expect(profileToJson(profileFromJson(file(odd)), { full: true }).lines[0]!.accesses).toEqual(odd);
  });
});
