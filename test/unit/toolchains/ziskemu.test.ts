import { describe, expect, it } from "vitest";
import { cargoZiskSetup, elfCandidates } from "../../../src/toolchains/cargoZisk";
import { atLeast, parseVersion } from "../../../src/toolchains/version";
import { ziskemuArgv, ziskemuMemoryNeed, type ZiskemuPlan } from "../../../src/toolchains/ziskemu";

describe("versions", () => {
  it.each([
    ["ziskemu 1.4.0-alpha (VERGEN 2026-11-21T08:47:10.046005357Z)", "1.4.0-alpha"],
    ["cargo 1.95.0 (f2d3ce0bd 2026-03-21)", "1.95.0"],
    ["v0.16.1", "0.16.1"],
    ["ziskemu 0.18", "0.18.0"],
  ])("%s → %s", (text, version) => expect(parseVersion(text)?.text).toBe(version));

  it("is null where there is none", () => {
    expect(parseVersion("ziskemu")).toBeNull();
    expect(parseVersion("")).toBeNull();
  });

  it("orders by number, and a pre-release counts as its release", () => {
    expect(atLeast(parseVersion("0.16.1"), 0, 16)).toBe(true);
    expect(atLeast(parseVersion("0.9.0"), 0, 16)).toBe(false);
    expect(atLeast(parseVersion("1.1.0-alpha"), 1, 1)).toBe(true);
    expect(atLeast(null, 9, 9)).toBe(true);
  });
});

describe("ziskemu's command line by version", () => {
  const plan = (version: string, more: Partial<ZiskemuPlan> = {}): string =>
    ziskemuArgv({
      program: "ziskemu",
      version: parseVersion(version),
      elf: "g.elf",
      mode: "full",
      folder: "F",
      join: (a, b) => `${a}/${b}`,
      input: null,
      ...more,
    }).join(" ");

  it.each([
    [
      "1.4.0-alpha",
      "ziskemu -e g.elf -X -S -D -T 100000 -C 1000 --no-compact-names --save-stats F/stats.csv --profiler-output F/ziskemu-profile.json.gz --disasm F/disasm.txt -o F/output.bin",
    ],
    [
      "0.18.0",
      "ziskemu -e g.elf -X -S -D -T 100000 -C 1000 --no-compact-names --profiler-output F/ziskemu-profile.json.gz --disasm F/disasm.txt -o F/output.bin",
    ],
    ["0.16.1", "ziskemu -e g.elf -X -S -D -T 100000 -C 1000 --disasm F/disasm.txt -o F/output.bin"],
    ["0.13.0", "ziskemu -e g.elf -X -S -D -T 100000 -C 1000 -o F/output.bin"],
    ["0.12.0", "ziskemu -e g.elf -x -o F/output.bin"],
  ])("%s", (version, argv) => expect(plan(version)).toBe(argv));

  it("is short in quick mode", () =>
    expect(plan("1.4.0", { mode: "quick" })).toBe("ziskemu -e g.elf -X -o F/output.bin"));

  it("lets the emulator frame a raw file where it can, from 0.16 on by a flag of its own", () => {
    const input = { file: "in.bin", unframed: true };
    expect(plan("1.4.0", { mode: "quick", input })).toContain("--legacy-inputs in.bin");
    expect(plan("0.15.0", { mode: "quick", input })).toContain("-i in.bin");
    expect(plan("1.4.0", { mode: "quick", input: { ...input, unframed: false } })).toContain("-i in.bin");
  });

  it("appends limits and the user's own arguments", () => {
    expect(
      plan("1.4.0", { mode: "quick", maxSteps: 5000, mainName: "", extraArguments: ["--coverage"] }),
    ).toMatch(/ -n 5000 -M {2}--coverage$/);
    expect(plan("0.14.0", { mode: "quick", mainName: "x" })).not.toContain("-M");
  });

  it("knows that old versions want gigabytes to start", () => {
    expect(ziskemuMemoryNeed(parseVersion("0.18.0"))).toBeGreaterThan(6e9);
    expect(ziskemuMemoryNeed(parseVersion("1.4.0-alpha"))).toBeLessThan(1e9);
  });
});

describe("cargo-zisk by version", () => {
  it.each([
    ["0.16.1", "cargo-zisk rom-setup -e g.elf"],
    ["0.17.0", "cargo-zisk program-setup -e g.elf"],
    ["1.4.0-alpha", "cargo-zisk embedded setup -e g.elf"],
  ])("sets up with %s: %s", (version, argv) =>
    expect(cargoZiskSetup("cargo-zisk", parseVersion(version), "g.elf").join(" ")).toBe(argv),
  );

  it.each([
    ["1.4.0", "target/elf/riscv64ima-zisk-zkvm-elf/release/g"],
    ["0.16.1", "target/riscv64ima-zisk-zkvm-elf/release/g"],
    ["0.7.0", "target/riscv64ima-polygon-ziskos-elf/release/g"],
  ])("looks for the ELF of %s first in %s, then in the other places", (version, first) => {
    const candidates = elfCandidates(parseVersion(version), "g");
    expect(candidates[0]).toBe(first);
    expect(candidates).toHaveLength(3);
  });
});
