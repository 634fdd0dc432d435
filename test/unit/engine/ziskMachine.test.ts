import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGuest } from "../../../scripts/engines/randomGuest";
import { CycleLensError } from "../../../src/core/errors";
import { profileOfRun } from "../../../src/core/engine/report";
import { ziskMachine } from "../../../src/core/engine/machines/zisk/zisk";
import { zisk14 } from "../../../src/core/engine/machines/zisk/zisk14Costs";
import type { EngineRun } from "../../../src/core/engine/types";
import { readElf } from "../../../src/core/symbols/elf";

function start(elf: Uint8Array, maxSteps: number | null = null) {
  const request = { elf, input: [], maxSteps, mainName: "main", listed: true };
  return ziskMachine(request, readElf(elf), zisk14);
}

function finished(elf: Uint8Array, slice: number, maxSteps: number | null = null): EngineRun {
  const machine = start(elf, maxSteps);
  while (!machine.done) machine.run(slice);
  return machine.result(false);
}

/** Totals, opcodes, memory, output and cost per instruction: all that has to be equal. */
const figures = (run: EngineRun): unknown => ({ ...run, pcs: { ...run.pcs, pc: [...run.pcs.pc] } });

describe("the ZisK machine", () => {
  it("counts the same whatever the slices are", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const elf = randomGuest(seed, 120);
      expect(figures(finished(elf, 1))).toEqual(figures(finished(elf, 1e6)));
      expect(figures(finished(elf, 7))).toEqual(figures(finished(elf, 1e6)));
    }
  });

  it("charges every unit to an instruction, a function and the call tree", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const elf = randomGuest(seed, 120);
      const run = finished(elf, 1e6);
      const profile = profileOfRun(run, readElf(elf), { version: null });
      const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
      expect(sum(profile.functions.self["cost"]!)).toBe(run.totals["variable"]);
      expect(sum(profile.functions.self["steps"]!)).toBe(run.totals["steps"]);
      expect(sum(profile.callTree!.self["cost"]!) + run.outside).toBe(run.totals["variable"]);
      expect(profile.unattributed["cost"]).toBe(run.totals["variable"]);
    }
  });

  it("ends at the step limit and keeps what it has", () => {
    const run = finished(randomGuest(3, 120), 10, 50);
    expect(run.outcome.status).toBe("step-limit");
    expect(run.totals["steps"]).toBe(50);
    expect(run.exitCode).toBe(1);
  });

  it("stops where it is told to", () => {
    const machine = start(randomGuest(3, 120));
    machine.run(40);
    const run = machine.result(true);
    expect(run.outcome.status).toBe("cancelled");
    expect(run.totals["steps"]).toBe(40);
  });

  it("survives any change of a guest", () => {
    const elf = randomGuest(5, 60);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: elf.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 12,
        }),
        (changes) => {
          const hostile = elf.slice();
          for (const [at, byte] of changes) hostile[at] = byte;
          try {
            const run = finished(hostile, 1e4, 2e4);
            expect(["ok", "guest-error", "step-limit"]).toContain(run.outcome.status);
            if (run.outcome.status === "guest-error") expect(run.fault).not.toBeNull();
          } catch (error) {
            expect(CycleLensError.is(error)).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("guests that the machine refuses", () => {
  it("names the machine of an ELF linked at 0x80000000", () => {
    const elf = randomGuest(1, 4);
    new DataView(elf.buffer).setUint32(64 + 16, 0x80000000, true);
    expect(() => start(elf)).toThrow(/0x80000000, for ZisK up to 1\.0/);
  });

  it("names a floating-point instruction, and a call into the assembly library", () => {
    const withWord = (word: number): Uint8Array => {
      const elf = randomGuest(1, 4);
      new DataView(elf.buffer).setUint32(0x100, word, true);
      return elf;
    };
    expect(() => start(withWord(0x02000053))).toThrow(/floating-point instruction at 0x90000000/);
    expect(() => start(withWord(0x85002073))).toThrow(/zkvmcall/);
  });
});
