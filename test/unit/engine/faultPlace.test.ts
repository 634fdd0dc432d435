import { describe, expect, it } from "vitest";
import { placedOutcome } from "../../../src/core/engine/faultPlace";
import type { EngineRun } from "../../../src/core/engine/types";
import type { ElfImage, SourcePlace } from "../../../src/core/symbols/types";
import type { OutcomeStatus } from "../../../src/core/profile/model";

const run = (message: string | null, pc: number | null, status: OutcomeStatus = "guest-error"): EngineRun =>
  ({ outcome: { status, message }, fault: pc === null ? null : { pc, message: "" } }) as EngineRun;

/** `guest::run` from 0x1000 to 0x1100, and where its instructions stand, innermost first. */
const elf = (places: readonly SourcePlace[] | null, name = "guest::run"): ElfImage =>
  ({
    symbols: { find: (pc: number) => (pc >= 0x1000 && pc < 0x1100 ? 0 : -1), nameOf: () => name },
    debugOf: () => (places === null ? null : { places: () => places }),
  }) as unknown as ElfImage;

const places = [
  { file: "/rustc/core/src/num.rs", line: 7 },
  { file: "src/main.rs", line: 20 },
];

describe("where a guest failed", () => {
  it("is told by instruction, function and the line of that function", () => {
    expect(placedOutcome(run("jump to 0x10, where no code is, at 0x1004", 0x1004), elf(places))).toEqual({
      status: "guest-error",
      message: "jump to 0x10, where no code is, at 0x1004 in guest::run (src/main.rs:20)",
    });
  });

  it("is told as far as it is known: no lines, no symbol", () => {
    const failed = run("executed an instruction that traps, at 0x1004", 0x1004);
    expect(placedOutcome(failed, elf(null)).message).toMatch(/at 0x1004 in guest::run$/);
    expect(placedOutcome(failed, elf([{ file: "src/main.rs", line: 0 }])).message).toMatch(/guest::run$/);
    const rom = run("the guest exited with code 7, at 0x88", 0x88);
    expect(placedOutcome(rom, elf(null))).toEqual(rom.outcome);
  });

  it("is not told of a run that ended well or was stopped, nor of a panic's own words", () => {
    for (const other of [
      run(null, null, "ok"),
      run("the run was stopped after 5 steps", null, "step-limit"),
      run("panicked at src/main.rs:3", 0x1004),
    ])
      expect(placedOutcome(other, elf(places))).toBe(other.outcome);
  });

  it("has names that cannot look like anything else", () => {
    const failed = run("executed an instruction that traps, at 0x1004", 0x1004);
    expect(placedOutcome(failed, elf(null, "a\u202eb\nc")).message).toMatch(/ in a\ufffdb\ufffdc$/);
  });
});
