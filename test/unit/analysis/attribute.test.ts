import { describe, expect, it } from "vitest";
import { attributeCounts, type Attribution } from "../../../src/core/analysis/attribute";
import { stepOwners } from "../../../src/core/analysis/stepOwners";
import type { PcCounts } from "../../../src/core/importers/artefact";
import type { LineTable } from "../../../src/core/profile/model";
import { readElf } from "../../../src/core/symbols/elf";
import { decodeRiscv, instructionText } from "../../../src/core/symbols/riscv";
import type { DebugInfo, ElfImage, SourceFrame } from "../../../src/core/symbols/types";
import { countsOf, hasShared, ours, recorded, textOf } from "../symbols/files";

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

/** `name steps` a row. */
function functionRows({ functions }: Attribution): string[] {
  return functions.name.map((name, i) => `${name} ${functions.self["steps"]![i]}`);
}

function lineRows(lines: LineTable): string[] {
  return [...lines.line].map(
    (line, i) =>
      `${lines.files[lines.file[i]!]}:${line} self ${lines.self["steps"]![i]} total ${lines.total["steps"]![i]}`,
  );
}

/** Functions, lines and instructions all hold the same steps. */
function expectWhole(attribution: Attribution, steps: number): void {
  const { functions, lines, instructions } = attribution;
  expect(attribution.steps).toBe(steps);
  expect(sum(functions.self["steps"]!)).toBe(steps);
  expect(sum(instructions.self["steps"]!)).toBe(steps);
  expect(sum(lines!.self["steps"]!) + attribution.unattributedSteps!).toBe(steps);
  for (let i = 0; i < lines!.length; i++)
    expect(lines!.total["steps"]![i]).toBeGreaterThanOrEqual(lines!.self["steps"]![i]!);
  expect(attribution.warnings).toEqual([]);
}

describe("steps of a run of ziskemu 1.4 at functions and lines", () => {
  it("calls", async () => {
    const elf = readElf(ours("streams/calls.guest.elf"));
    const attribution = attributeCounts(await countsOf(ours("streams/calls.disasm.txt.gz")), elf);
    expectWhole(attribution, 15_370);
    expect(functionRows(attribution)).toEqual([
      "_start 5",
      "printx 121",
      "leaf 1951",
      "fib 6241",
      "odd 144",
      "even 295",
      "tail1 34",
      "tail2 24",
      "tail_odd 104",
      "tail_even 399",
      "deep 5017",
      "ack 374",
      "milli 6",
      "usemilli 4",
      "viajalr 9",
      "applytail.constprop.0 12",
      "apply.constprop.0 192",
      "selftail.constprop.0 137",
      "main 112",
      "[ZisK start-up] 189",
    ]);
    // rt.h:9 is inlined into the loop of rt.h:11: its steps are in the call site's total.
    expect(lineRows(attribution.lines!).filter((row) => row.startsWith("rt.h"))).toEqual([
      "rt.h:9 self 20 total 20",
      "rt.h:11 self 101 total 121",
      "rt.h:15 self 5 total 5",
    ]);
    expect(attribution.functions.file[3]).toBe("calls.c");
    expect(attribution.functions.line[3]).toBe(5);
    expect(attribution.unattributedSteps).toBe(189);
  });

  it("a copy made by the compiler, without an entry of its own, is declared where its first line stands", async () => {
    const elf = readElf(ours("streams/calls.guest.elf"));
    const { functions } = attributeCounts(await countsOf(ours("streams/calls.disasm.txt.gz")), elf);
    const copies = functions.name.flatMap((name, i) =>
      name.includes(".constprop") ? [`${name} ${functions.file[i]}:${functions.line[i]}`] : [],
    );
    expect(copies).toEqual([
      "applytail.constprop.0 calls.c:17",
      "apply.constprop.0 calls.c:16",
      "selftail.constprop.0 calls.c:14",
    ]);
  });

  it("amo: each micro-step at an odd address belongs to the instruction that made it", async () => {
    const elf = readElf(ours("streams/amo.guest.elf"));
    const disasm = ours("streams/amo.disasm.txt.gz");
    const counts = await countsOf(disasm);
    expectWhole(attributeCounts(counts, elf), 5702);
    const steps = microSteps(textOf(disasm), counts, elf);
    for (const [instruction, expected] of [
      ["lr.d a5, (a4)", "copyb"],
      ["sc.d zero, a0, (a4)", "copyb"],
      ["sc.d a0, a0, (a4)", "copyb copyb"],
      ["amoswap.w zero, a1, (a5)", "signextend_w copyb"],
      ["amoswap.d a3, a4, (a3)", "copyb copyb copyb"],
      ["amoadd.d a1, a4, (a5)", "copyb add copyb"],
      ["amoadd.d a3, a4, (a3)", "copyb add copyb copyb"],
      ["amoadd.d zero, zero, (a5)", "copyb add copyb copyb"],
      ["amominu.w a2, a1, (a2)", "signextend_w minu_w copyb copyb"],
      ["amomaxu.d zero, a4, (a5)", "copyb maxu copyb"],
      ["csrw mscratch, zero", "copyb"],
      ["csrs mscratch, a0", "or"],
      ["csrc mscratch, a0", "xor and"],
      ["csrrc a4, mscratch, a0", "copyb xor and"],
      ["csrrc a4, mscratch, a4", "copyb xor and copyb"],
      ["csrrs a4, mscratch, a4", "copyb or copyb"],
      ["csrrw a4, mscratch, a4", "copyb copyb copyb"],
      ["csrrwi a4, mscratch, 31", "copyb copyb"],
      ["csrrci a4, mscratch, 2", "copyb and"],
    ])
      expect([instruction, steps.get(instruction!)]).toEqual([instruction, expected]);
  });

  it("library calls in place: bodies with branches belong to the call, and shift nothing behind it", async () => {
    const elf = readElf(ours("symbols/inPlace.elf.gz"));
    const attribution = attributeCounts(await countsOf(ours("symbols/inPlace.disasm.txt.gz")), elf);
    expectWhole(attribution, 592);
    // swap: 7 runs of auipc, addi, amoswap (2 steps), csrrw (3), mv and ret.
    expect(functionRows(attribution)).toContain("swap 63");
    expect(functionRows(attribution).filter((row) => row.startsWith("[no symbol]"))).toEqual([]);
  });

  it("another ELF than the one that ran is noticed", async () => {
    const counts = await countsOf(ours("streams/amo.disasm.txt.gz"));
    const attribution = attributeCounts(counts, readElf(ours("streams/calls.guest.elf")));
    expect(attribution.steps).toBe(5702);
    expect(attribution.warnings.join()).toContain("belong to no instruction of this ELF");
  });
});

/** Micro-operations by instruction, the instruction's own address first. */
function microSteps(disasm: string, counts: PcCounts, elf: ElfImage): Map<string, string> {
  const op = new Map<number, string>();
  for (const [, pc, name] of disasm.matchAll(/^ {2}([0-9a-f]{8}): +\d+ {2}.{30} {2}(\S+)/gm))
    op.set(parseInt(pc!, 16), name!);
  const warnings: string[] = [];
  const owners = stepOwners(counts, elf, warnings);
  expect(warnings).toEqual([]);
  const byOwner = new Map<number, string[]>();
  for (const inner of [0, 1])
    for (let i = 0; i < counts.length; i++) {
      const pc = counts.pc[i]!;
      if ((pc === owners[i] ? 0 : 1) !== inner) continue;
      byOwner.set(owners[i]!, [...(byOwner.get(owners[i]!) ?? []), op.get(pc)!]);
    }
  const text = new Map<string, string>();
  for (const [pc, ops] of byOwner) {
    const instruction = decodeRiscv(elf.code(pc, 4), pc, 64);
    if (instruction) text.set(instructionText(instruction, String).replace(/ +/g, " "), ops.join(" "));
  }
  return text;
}

describe("steps of a run up to 1.0", () => {
  it("mini, the program's part: micro-steps at pc + 1…3 belong to pc", async () => {
    const counts = await countsOf(ours("streams/mini.disasm.txt"));
    const attribution = attributeCounts(counts, readElf(ours("symbols/mini.elf")));
    expectWhole(attribution, 4541);
    expect(functionRows(attribution)).toEqual([
      "_start 5",
      "puts_ 162",
      "mini::math::fib 2917",
      "mini::math::leaf 765",
      "mini::math::tail 7",
      "ziskos::zisklib::lib::keccak256::keccak256 18",
      "<mini::Tree as mini::hash::Hasher>::update::{{closure}} 117",
      "mini::mem::unaligned 489",
      "main 61",
    ]);
    expect(attribution.functions.crate[2]).toBe("mini");
  });

  it("what lies below the program, beside every symbol, and at micro-steps", () => {
    const elf = readElf(ours("symbols/mini.elf"));
    const attribution = attributeCounts(
      counts("offset", [0x1000, 1], [0x80000000, 2], [0x80000001, 2], [0x80000002, 2], [0x80000280, 7]),
      elf,
    );
    expect(functionRows(attribution)).toEqual(["_start 6", "[ZisK start-up] 1", "[no symbol] 7"]);
    expect([...attribution.instructions.count]).toEqual([1, 2, 7]);
    expect([...attribution.instructions.self["steps"]!]).toEqual([1, 6, 7]);
    expect([...attribution.instructions.func]).toEqual([1, 0, 2]);
  });
});

function counts(internal: PcCounts["internal"], ...rows: (readonly [number, number])[]): PcCounts {
  return {
    length: rows.length,
    pc: Float64Array.from(rows, (r) => r[0]),
    count: Float64Array.from(rows, (r) => r[1]),
    internal,
    complete: true,
  };
}

describe("lines of inlining chains", () => {
  const frame = (text: string): SourceFrame => {
    const [name = "", line = ""] = text.split(":");
    return { name, file: "guest.rs", line: Number(line), column: 0 };
  };
  /** An image whose instruction n (4 bytes each) has the n-th chain, innermost first. */
  const withChains = (...chains: string[]): ElfImage => {
    const frames = (pc: number) => (chains[pc / 4] ?? "").split(" < ").filter(Boolean).map(frame);
    const debug: DebugInfo = {
      frames,
      places: frames,
      declaration: () => null,
      functions: [],
      warnings: [],
    };
    const none = readElf(ours("symbols/mini.elf"));
    return { ...none, debug };
  };

  it("self is the innermost line's, total every call site's, once", () => {
    const elf = withChains(
      "leaf:3 < mid:20 < main:30",
      "leaf:3 < mid:21 < main:30",
      "again:5 < again:5 < main:30",
      "main:31",
      "leaf:0 < main:32",
      "",
    );
    const attribution = attributeCounts(
      counts("offset", [0, 1], [4, 10], [8, 100], [12, 1000], [16, 10000], [20, 100000]),
      elf,
    );
    expect(lineRows(attribution.lines!)).toEqual([
      "guest.rs:3 self 11 total 11",
      "guest.rs:5 self 100 total 100",
      "guest.rs:20 self 0 total 1",
      "guest.rs:21 self 0 total 10",
      "guest.rs:30 self 0 total 111",
      "guest.rs:31 self 1000 total 1000",
      "guest.rs:32 self 0 total 10000",
    ]);
    expect(attribution.unattributedSteps).toBe(110_000);
  });

  it("without debug information there are functions only", () => {
    const elf = { ...readElf(ours("symbols/mini.elf")), debug: null };
    const attribution = attributeCounts(counts("offset", [0x8000003c, 5]), elf);
    expect([attribution.lines, attribution.unattributedSteps]).toEqual([null, null]);
    expect(functionRows(attribution)).toEqual(["mini::math::fib 5"]);
  });

  it("more steps than a double counts are refused", () => {
    const elf = readElf(ours("symbols/mini.elf"));
    const huge = counts("offset", [0x8000003c, 2 ** 53 - 1], [0x80000040, 2]);
    expect(() => attributeCounts(huge, elf)).toThrow("do not fit 2^53");
  });
});

describe.runIf(hasShared)("recorded runs of ziskemu 1.4: every step finds its place", () => {
  const guests =
    "amo hash alu zb mem calls calls_throw dma precomp tags io rvc rvc_compressed_build zkvmcall accel modexp evm";
  it.each(guests.split(" "))("%s", async (guest) => {
    const elf = readElf(recorded(guest, "guest.elf", "guest.elf.gz")!);
    const run = await countsOf(recorded(guest, "disasm.txt.gz", "disasm.executed.txt.gz")!);
    const expected = JSON.parse(textOf(recorded(guest, "expected.json")!)) as {
      steps: number;
      rom_regions: Record<string, number>;
    };
    const attribution = attributeCounts(run, elf);
    expectWhole(attribution, expected.steps);
    expect(functionRows(attribution)).toContain(`[ZisK start-up] ${expected.rom_regions["LOW (< ROM)"]}`);
    expect(functionRows(attribution).filter((row) => row.startsWith("[no symbol]"))).toEqual([]);
  });

  it("hash: functions that call nothing have the steps of the emulator's own list", async () => {
    const elf = readElf(recorded("hash", "guest.elf.gz")!);
    const attribution = attributeCounts(await countsOf(recorded("hash", "disasm.txt.gz")!), elf);
    expect(functionRows(attribution)).toEqual(
      expect.arrayContaining(["sha2::sha256::compress256 291972", "tiny_keccak::keccakf::keccakf 233316"]),
    );
  });
});
