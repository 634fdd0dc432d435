import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import { shownGas } from "../../../src/core/importers/sp1ReportJson";
import type { Profile } from "../../../src/core/profile/model";
import { sourceOf } from "./sources";
import { golden, sp1Fixture, trace } from "./sp1Traces";

const read = async (...files: readonly (string | Uint8Array)[]): Promise<Profile> =>
  assemble(
    await Promise.all(files.map((file, i) => importPart(sourceOf(file, 777, `file${String(i)}.txt`)))),
    null,
  );

const counts = (profile: Profile, kind: string): Record<string, number | null> =>
  Object.fromEntries(profile.opcodes.filter((row) => row.kind === kind).map((row) => [row.name, row.count]));
const tags = (profile: Profile): Record<string, unknown> =>
  Object.fromEntries(profile.tags.map((tag) => [tag.name, [tag.total, tag.calls]]));

describe("SP1 report", () => {
  it.each(["keccak-both.report.json", "tracker-nest.report.json"])("%s: as Python reads it", async (file) => {
    const profile = await read(sp1Fixture(file));
    const expected = golden[file]!;
    expect(profile.totals).toEqual({ cycles: expected.cycles, gas: expected.gas });
    expect(counts(profile, "base")).toEqual(expected.base);
    expect(counts(profile, "precompile")).toEqual(expected.precompile);
    expect(tags(profile)).toEqual(expected.tags);
    expect(profile.exitCode).toBe(expected.exitCode);
  });

  it("shows gas as SP1 does, whole beyond 2^53 / 10", () => {
    expect(shownGas(1383942)).toBe(72457);
    expect(shownGas(190)).toBe(9);
    expect(shownGas(9007199254740991)).toBe(471581112813664);
  });

  it("knows nothing of a report without gas, which SP1 fills with zeros", async () => {
    const report = {
      opcode_counts: { ADD: 0 },
      syscall_counts: { HALT: 0 },
      cycle_tracker: {},
      exit_code: 0,
      gas: null,
    };
    const profile = await read(JSON.stringify(report));
    expect(profile.totals).toEqual({ cycles: null, gas: null });
    expect(profile.exitCode).toBeNull();
    expect(profile.warnings.join()).toContain("calculate_gas(false)");
  });

  it("finds the report beside other things, and takes nothing that is no count", async () => {
    const report = {
      opcode_counts: { ADD: 3, SUB: -1, OR: "7", AND: 1e300, "</b>": 2 },
      syscall_counts: { SHA_EXTEND: 4 },
      cycle_tracker: { a: 5, b: null, __proto__: 3 },
      exit_code: 2,
      gas: 191,
    };
    const profile = await read(JSON.stringify({ seconds: 1.5, report }));
    expect(counts(profile, "base")).toEqual({ add: 3, "</b>": 2 });
    expect(profile.totals).toEqual({ cycles: 5, gas: 10 });
    expect(tags(profile)).toEqual({ a: [5, null] });
    expect(profile.outcome).toEqual({ status: "guest-error", message: "the guest ended with exit code 2" });
  });

  it.each([
    [4294967301, 5, "ended with 4294967301, of which SP1 proves the low 32 bits, 5"],
    [4294967296, 0, "ended with 4294967296, of which SP1 proves the low 32 bits, 0"],
    [2 ** 60, null, "ended with a code beyond 2^53, of which SP1 proves the low 32 bits"],
  ])("a guest's exit code of 64 bits (%i) is what SP1 proves of it", async (code, proved, said) => {
    const report = { opcode_counts: { ADD: 3 }, syscall_counts: {}, exit_code: code, gas: 191 };
    const profile = await read(JSON.stringify(report));
    expect(profile.exitCode).toBe(proved);
    expect(profile.warnings.join()).toContain(said);
  });

  it("refuses JSON that is cut", async () => {
    await expect(read(sp1Fixture("keccak-both.report.json").subarray(0, 900))).rejects.toMatchObject({
      kind: "bad-input",
    });
  });
});

describe("SP1 run of several files", () => {
  it("takes cycles from the report, functions from the trace", async () => {
    const report = { opcode_counts: { ADD: 95 }, syscall_counts: {}, exit_code: 0, gas: 1910 };
    const sampled = trace({ samples: Array.from({ length: 10 }, () => [0, 0, 0, 10]) });
    const profile = await read(JSON.stringify(sampled), JSON.stringify(report));
    expect(profile.totals).toEqual({ cycles: 95, gas: 100 });
    expect(profile.functions.self["cycles"]![0]).toBe(100);
    expect(profile.warnings.join()).not.toContain("one run");
    const other = { ...report, opcode_counts: { ADD: 90 } };
    const doubtful = await read(JSON.stringify(sampled), JSON.stringify(other));
    expect(doubtful.warnings.join()).toContain("the trace holds 100 cycles, the report says 90");
  });

  it.each([
    [256, 0, 256, "guest-error"],
    [4294967295, 255, 4294967295, "guest-error"],
    [0, 0, 0, "ok"],
    [1, 0, 0, "guest-error"],
    [0, 101, 101, "guest-error"],
  ])(
    "report: exit code %i, the host's process: %i; of one guest where the low bits agree",
    async (report, process, exitCode, status) => {
      const text = JSON.stringify({
        opcode_counts: { ADD: 3 },
        syscall_counts: {},
        exit_code: report,
        gas: 1,
      });
      const part = await importPart(sourceOf(text, 777, "report.json"));
      const profile = assemble([part], null, { exitCode: process });
      expect([profile.exitCode, profile.outcome.status]).toEqual([exitCode, status]);
    },
  );

  it("joins the log's labels to those of the report", async () => {
    const profile = await read(sp1Fixture("tracker-nest.report.json"), sp1Fixture("tracker-nest.stderr.txt"));
    const inner = profile.tags.find((tag) => tag.name === "inner");
    expect(inner).toMatchObject({ total: 40832, calls: 4, min: 10208, max: 10208 });
    // Logged only: no report counts a plain start.
    expect(profile.tags.find((tag) => tag.name === "setup")).toMatchObject({ total: 4480, calls: 1 });
  });
});
