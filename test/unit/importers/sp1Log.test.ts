import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/core/importers/assemble";
import { importPart } from "../../../src/core/importers/detect";
import type { Profile } from "../../../src/core/profile/model";
import { sourceOf } from "./sources";
import { golden, sp1Fixture } from "./sp1Traces";

const read = async (text: string | Uint8Array): Promise<Profile> =>
  assemble([await importPart(sourceOf(text, 100, "host.txt"))], null);
const lines = (...text: string[]): string => text.map((line) => `${line}\n`).join("");
const tags = (profile: Profile): Record<string, unknown> =>
  Object.fromEntries(profile.tags.map((tag) => [tag.name, [tag.total, tag.calls]]));

describe("SP1 host log", () => {
  it.each(["tracker-nest.stderr.txt", "tracker-nest.sdk.txt", "tracker-nest.forest.txt"])(
    "%s: labels paired by their depth, as Python pairs them",
    async (file) => {
      const profile = await read(sp1Fixture(file));
      expect(tags(profile)).toEqual(golden[file]!.tags);
      expect(profile.warnings.join()).toContain('never closed: "never closed"');
      expect(profile.warnings.join()).toContain('without a start: "never opened", "twice"');
    },
  );

  it("reads the report's text: plain, behind colours, and beside tracker sums", async () => {
    for (const file of ["tracker-nest.stdout.txt", "tracker-nest.sdk.txt"]) {
      const profile = await read(sp1Fixture(file));
      expect(profile.totals).toEqual({ cycles: 101553, gas: 86297 });
      expect(profile.exitCode).toBe(0);
      const base = profile.opcodes.filter((row) => row.kind === "base");
      expect(base.reduce((sum, row) => sum + row.count!, 0)).toBe(101553);
      expect(base.find((row) => row.name === "addi")?.count).toBe(31764);
    }
    const summed = await read(sp1Fixture("tracker-nest.stdout.txt"));
    expect(tags(summed)).toEqual(golden["tracker-nest.report.json"]!.tags);
  });

  it("keeps what the guest printed and the public values", async () => {
    const profile = await read(sp1Fixture("tracker-nest.stderr.txt"));
    expect(profile.output.text).toBe(
      "plain line in between\n cycle-tracker-report-start: indented\nnote cycle-tracker-report-end: indented\n",
    );
    expect((await read(sp1Fixture("tracker-nest.sdk.txt"))).output.publicHex).toBe("a3de0818767853e7");
  });

  it("tells a guest's panic in its own words, once", async () => {
    const profile = await read(sp1Fixture("panic-exit.stderr.txt"));
    expect(profile.outcome).toEqual({
      status: "guest-error",
      message: "the guest panicked at panic-exit/src/main.rs:46:5: asked to fail: 1",
    });
  });

  it("joins a message of several lines, and reads the form of old compilers", async () => {
    const several = await read(
      lines(
        "stderr: thread 'main' panicked at src/main.rs:1:2:",
        "stderr: left: 1",
        "stderr: right: 2",
        "stderr: left: 1",
        "stderr: right: 2",
      ),
    );
    expect(several.outcome.message).toBe("the guest panicked at src/main.rs:1:2: left: 1 right: 2");
    const old = await read(lines("stderr: thread 'main' panicked at 'too few', src/main.rs:9:5"));
    expect(old.outcome.message).toBe("the guest panicked at src/main.rs:9:5: too few");
  });

  it("does not take the guest's words for the host's", async () => {
    const profile = await read(
      lines(
        "Profiling enabled",
        "stdout: ┌╴fake",
        "stdout: └╴5 cycles",
        "stdout: opcode counts (7 total instructions):",
        "stdout: thread 'main' panicked at sp1-core-executor-6.10.0/src/memory.rs:1:1:",
        "stdout: execute failed: exceeded cycle limit of 3",
        "Writing profile, this can take awhile",
        "Profile written successfully",
      ),
    );
    expect(profile.outcome).toEqual({ status: "ok", message: null });
    expect(profile.tags).toEqual([]);
    expect(profile.totals["cycles"]).toBeNull();
  });

  it("says where a run stopped before its trace", async () => {
    expect((await read(lines("Profiling enabled", "stdout: working"))).outcome.status).toBe("truncated");
    const full = await read(
      lines(
        "Writing profile, this can take awhile",
        "thread 'main' (1) panicked at /r/sp1-core-executor-6.10.0/src/minimal/arch/portable/mod.rs:1039:5:",
        'Failed to write profile to output file: Serde(Error("No space left on device (os error 28)", line: 0, column: 0))',
      ),
    );
    expect(full.outcome).toMatchObject({ status: "truncated" });
    expect(full.outcome.message).toContain("No space left on device");
    expect(full.engine).toEqual({ name: "sp1", version: "6.10.0" });
  });

  it("takes the last of several reports and says when one is cut", async () => {
    const report = (cycles: number): string =>
      lines(
        `gas: ${String(cycles)}`,
        `opcode counts (${String(cycles)} total instructions):`,
        `    ${String(cycles)} add`,
        "syscall counts (2 total syscall instructions):",
        "     2 sha_extend",
      );
    const two = await read(report(10) + report(30));
    expect(two.totals).toEqual({ cycles: 30, gas: 30 });
    expect(two.opcodes.map((row) => [row.name, row.kind, row.count])).toEqual([
      ["add", "base", 30],
      ["sha_extend", "precompile", 2],
    ]);
    expect(two.warnings.join()).toContain("2 reports");
    const cut = await read(lines("gas: 5", "opcode counts (9 total instructions):", "    4 add"));
    expect(cut.warnings.join()).toContain("add up to 4 of 9 cycles");
  });

  it("reads what the project template prints", async () => {
    const profile = await read(lines("Program executed successfully.", "Number of cycles: 12,345"));
    expect(profile.totals["cycles"]).toBe(12345);
  });

  it("comes to an end on lines of nothing but marks", async () => {
    const marks = ["│ ".repeat(400_000) + "┌╴a", "┌╴".repeat(400_000), "INFO ".repeat(200_000)];
    expect((await read(lines("stdout: x", ...marks))).output.text).toBe("x\n");
  });
});
