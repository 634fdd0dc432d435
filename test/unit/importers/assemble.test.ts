import { describe, expect, it } from "vitest";
import type { PcCounts, ProfilePart } from "../../../src/core/importers/artefact";
import { assemble } from "../../../src/core/importers/assemble";
import { nameKey, withoutHashes } from "../../../src/core/importers/functionNames";
import { treeTotals } from "../../../src/core/importers/treeTotals";
import type { CallTree, ListedFunction } from "../../../src/core/profile/model";
import { functionPicture, profileOf, recordedElf } from "./reports";

/** Nodes as `name self < parent`; parents first. */
function tree(...nodes: readonly (readonly [name: string, self: number, parent: number])[]): CallTree {
  const names = [...new Set(nodes.map(([name]) => name))];
  return {
    length: nodes.length,
    frames: {
      length: names.length,
      name: names,
      func: new Int32Array(names.length).fill(-1),
      file: names.map(() => null),
      line: new Int32Array(names.length),
      inlined: new Uint8Array(names.length),
    },
    prefix: Int32Array.from(nodes, ([, , parent]) => parent),
    frame: Int32Array.from(nodes, ([name]) => names.indexOf(name)),
    self: { cost: Float64Array.from(nodes, ([, self]) => self) },
  };
}

function list(
  ...rows: readonly (readonly [name: string, calls: number, steps: number, cost: number])[]
): ListedFunction[] {
  return rows.map(([name, calls, steps, cost]) => ({ name, calls, steps, cost }));
}

const part = (more: Partial<ProfilePart>): ProfilePart => ({
  format: "zisk-report",
  variant: "1.4",
  file: "r.txt",
  warnings: [],
  ...more,
});

describe("assemble", () => {
  it("knows no cost of a function that ran after the emulator had lost its call stack", () => {
    const counts: PcCounts = {
      length: 2,
      pc: Float64Array.of(0x90000000, 0x90000018),
      count: Float64Array.of(9, 100),
      internal: "created",
      complete: true,
    };
    const profile = assemble(
      [
        part({ counts, totals: { variable: 10_000, steps: 109 } }),
        part({ format: "zisk-firefox", callTree: tree(["_start", 600, -1], ["printx", 0, 0]) }),
      ],
      recordedElf("1.4-tags/guest.elf"),
    );
    expect(functionPicture(profile)).toEqual([
      "[outside the call tree] calls · self ·/9400 total ·/9400",
      "_start calls · self 9/600 total ·/600",
      "printx calls · self 100/· total ·/·",
    ]);
  });

  it("adds a tree up with recursion counted once", async () => {
    // main ─ f ─ f ─ g, and g again below main
    const profile = assemble(
      [
        part({
          format: "zisk-firefox",
          callTree: tree(["main", 1, -1], ["f", 10, 0], ["f", 20, 1], ["g", 5, 2], ["g", 7, 0]),
          totals: { variable: 50 },
        }),
      ],
      null,
    );
    expect(functionPicture(profile)).toEqual([
      "main calls · self ·/1 total ·/43",
      "f calls · self ·/30 total ·/35",
      "g calls · self ·/12 total ·/12",
      "[outside the call tree] calls · self ·/7 total ·/7",
    ]);
    expect(profile.unattributed).toEqual({ cost: 7 });
    expect(profile.metrics).toEqual([{ id: "cost", unit: "cost" }]);
  });

  it("walks a tree of any depth", () => {
    const depth = 200_000;
    const deep: CallTree = {
      ...tree(["f", 1, -1]),
      length: depth,
      prefix: Int32Array.from({ length: depth }, (_, i) => i - 1),
      frame: new Int32Array(depth),
      self: { cost: new Float64Array(depth).fill(1) },
    };
    const { self, total } = treeTotals(deep, "cost", Int32Array.of(0), 1);
    expect([self[0], total[0]]).toEqual([depth, depth]);
  });

  it("does not mix exclusive lists with inclusive totals", () => {
    const listed = {
      rule: "ziskemu-0.13" as const,
      disabled: false,
      inclusive: false,
      functions: list(["f", 0, 30, 3000]),
    };
    const profile = assemble([part({ variant: "F1", listed })], null);
    expect(functionPicture(profile)).toEqual(["f calls 0 self 30/3000 total ·/·"]);
  });

  it("takes calls and steps from the list and self cost from the tree", () => {
    const listed = {
      rule: "ziskemu-1.4" as const,
      disabled: false,
      inclusive: true,
      functions: list(["f", 3, 30, 40], ["h", 1, 2, 9]),
    };
    const profile = assemble(
      [
        part({ listed, totals: { steps: 100, variable: 60 } }),
        part({ format: "zisk-firefox", file: "p.json", callTree: tree(["main", 20, -1], ["f", 40, 0]) }),
      ],
      null,
    );
    expect(functionPicture(profile)).toEqual([
      "main calls · self ·/20 total ·/60",
      "f calls 3 self ·/40 total 30/40",
      // Reached by tail calls only: no node of the tree.
      "h calls 1 self ·/· total 2/9",
    ]);
    expect(Array.from(profile.callTree!.frames.func)).toEqual([0, 1]);
    expect(profile.source.files).toEqual(["r.txt", "p.json"]);
  });

  it("gives exact self steps by ELF and counts, lines, and a row for what no symbol holds", async () => {
    const profile = await profileOf(
      ["1.4-tags/report.txt", "1.4-tags/profile.json.gz", "1.4-tags/disasm.txt.gz"],
      recordedElf("1.4-tags/guest.elf"),
    );
    expect(functionPicture(profile)).toEqual([
      "main calls · self 109/6236 total ·/72604",
      "work calls 11 self 579/53584 total 579/53584",
      "[outside the call tree] calls · self ·/14279 total ·/14279",
      "printx calls 1 self 121/12784 total 121/12784",
      "[ZisK start-up] calls · self 189/606 total ·/606",
      "_start calls · self 5/· total ·/·",
    ]);
    expect(profile.unattributed).toEqual({ cost: 14279, steps: 189 });
    expect(profile.functions.self["steps"]!.reduce((a, b) => a + (b || 0), 0)).toBe(1003);
    expect(profile.lines!.self["steps"]!.reduce((a, b) => a + b, 0) + 189).toBe(1003);
    // Instructions point at rows of the sorted table.
    const names = new Set(Array.from(profile.instructions!.func, (row) => profile.functions.name[row]));
    expect(names).toEqual(new Set(["main", "work", "printx", "_start", "[ZisK start-up]"]));
  });

  it("keeps functions of equal names apart: the costliest of the list is the costliest of the tree", () => {
    const twice = tree(["main", 0, -1], ["f", 10, 0]);
    const two: CallTree = {
      ...twice,
      length: 3,
      frames: {
        ...twice.frames,
        length: 3,
        name: ["main", "f", "f"],
        func: new Int32Array(3),
        file: [null, null, null],
        line: new Int32Array(3),
        inlined: new Uint8Array(3),
      },
      prefix: Int32Array.of(-1, 0, 0),
      frame: Int32Array.of(0, 1, 2),
      self: { cost: Float64Array.of(0, 10, 90) },
    };
    const listed = {
      rule: "ziskemu-1.4" as const,
      disabled: false,
      inclusive: true,
      functions: list(["f", 9, 9, 90], ["f", 1, 1, 10]),
    };
    const profile = assemble([part({ listed }), part({ format: "zisk-firefox", callTree: two })], null);
    expect(functionPicture(profile).filter((row) => row.startsWith("f"))).toEqual([
      "f calls 9 self ·/90 total 9/90",
      "f calls 1 self ·/10 total 1/10",
    ]);
  });

  it("gives a frame to the function of its name that can have cost so little", async () => {
    const counts: PcCounts = {
      length: 2,
      // _start: 9 steps; printx: 100 steps.
      pc: Float64Array.of(0x90000000, 0x90000018),
      count: Float64Array.of(9, 100),
      internal: "created",
      complete: true,
    };
    const elf = recordedElf("1.4-tags/guest.elf");
    const twins = {
      ...elf,
      symbols: {
        ...elf.symbols,
        name: elf.symbols.name.map(() => "f"),
        nameOf: () => "f",
        rawNameOf: (row: number) => elf.symbols.rawNameOf(row),
        crateOf: (row: number) => elf.symbols.crateOf(row),
        find: (pc: number) => elf.symbols.find(pc),
      },
    };
    const profile = assemble(
      [
        part({ counts, totals: { variable: 600 } }),
        part({ format: "zisk-firefox", callTree: tree(["f", 600, -1]) }),
      ],
      twins,
    );
    expect(functionPicture(profile).filter((row) => row.startsWith("f "))).toEqual([
      "f calls · self 9/600 total ·/600",
      "f calls · self 100/· total ·/·",
    ]);
  });

  it("says where files of one run contradict each other", async () => {
    const profile = await profileOf([
      "1.4-tags/report.txt",
      "1.4-calls/profile.json.gz",
      "f4-0.18/disasm_program_part.txt",
      "f3-0.16.1/report.txt",
    ]);
    const text = profile.warnings.join("\n");
    expect(text).toMatch(/of different engines \(ziskemu 1\.4\.0-alpha, ziskemu 0\.16\.1/);
    expect(text).toMatch(/steps is 4,880, elsewhere 1,003/);
    expect(text).toMatch(/the call tree holds a cost of .*, more than the run's 87,489/);
    expect(text).toMatch(/the execution counts add up to .* steps, the run had 1,003/);
  });

  it("notices an ELF that cannot be the one that ran", async () => {
    const profile = await profileOf(["f4-0.18/report.txt"], recordedElf("1.4-calls/guest.elf"));
    expect(profile.warnings.join()).toMatch(
      /the ELF names only \d of \d functions of this run; is it the one that ran\?/,
    );
  });

  it("asks for what is missing", async () => {
    expect((await profileOf(["1.4-tags/disasm.txt.gz"])).warnings.join()).toContain("give the guest's ELF");
    expect((await profileOf(["1.4-calls/throw.txt"])).warnings.join()).toContain("lost its call stack");
  });

  it("prefers complete counts to a cut histogram", () => {
    const counts = (complete: boolean, count: number): PcCounts => ({
      length: 1,
      pc: Float64Array.of(0x90000000),
      count: Float64Array.of(count),
      internal: "created",
      complete,
    });
    const profile = assemble(
      [
        part({ counts: counts(false, 3), totals: { steps: 9 } }),
        part({ format: "zisk-disasm", counts: counts(true, 9) }),
      ],
      recordedElf("1.4-tags/guest.elf"),
    );
    expect(profile.functions.self["steps"]!.reduce((a, b) => a + b, 0)).toBe(9);
  });

  it("is steps first where no function's cost is known", async () => {
    const profile = await profileOf(["f4-0.18/X.txt"]);
    expect(profile.metrics.map((metric) => metric.id)).toEqual(["steps", "cost"]);
    expect(profile.listed).toBeNull();
  });
});

describe("names that two demanglers agree on", () => {
  it.each([
    ["mini::math::fib::h0123456789abcdef", "mini::math::fib"],
    ["core[846817f741e54dfd]::fmt::write", "core::fmt::write"],
    ["<[u8; 32]>::f", "<[u8; 32]>::f"],
    ["a::b[3]", "a::b"],
  ])("%s is %s", (name, clean) => expect(withoutHashes(name)).toBe(clean));

  it.each([
    ["a::b::<u64, 24>", "a::b<u64,24>"],
    ["a::f::{{closure}}", "a::f::{closure#0}"],
  ])("%s and %s are one", (a, b) => expect(nameKey(a)).toBe(nameKey(b)));
});
