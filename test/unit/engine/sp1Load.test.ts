import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeBase, halt, sp1Elf } from "../../../scripts/engines/sp1Assembler";
import { randomSp1Guest } from "../../../scripts/engines/sp1Guests";
import { engineModelId } from "../../../src/core/engine/engineMachine";
import { loadSp1 } from "../../../src/core/engine/machines/sp1/program";
import { sp1Machine } from "../../../src/core/engine/machines/sp1/sp1";
import { sp16 } from "../../../src/core/engine/machines/sp1/sp16Costs";
import type { EngineRun } from "../../../src/core/engine/types";
import { CycleLensError } from "../../../src/core/errors";
import { readElf } from "../../../src/core/symbols/elf";

function finished(
  elf: Uint8Array,
  { maxSteps }: { readonly maxSteps: number } = { maxSteps: 1000 },
): EngineRun {
  const request = { elf, input: [], maxSteps, mainName: "", listed: true };
  const machine = sp1Machine(request, readElf(elf), sp16);
  while (!machine.done) machine.run(1e6);
  return machine.result(false);
}

describe("what is loaded", () => {
  const wrong = (change: (elf: Uint8Array, view: DataView) => void): string => {
    const elf = sp1Elf(halt());
    change(elf, new DataView(elf.buffer));
    try {
      loadSp1(elf);
      return "loaded";
    } catch (error) {
      return CycleLensError.is(error) ? error.message : `crash: ${String(error)}`;
    }
  };

  it.each<[string, (elf: Uint8Array, view: DataView) => void, string]>([
    ["nothing", (elf) => elf.fill(0), "no ELF"],
    ["another machine", (_, view) => view.setUint16(18, 62, true), "no RISC-V"],
    ["32 bits", (elf) => (elf[4] = 1), "32-bit guest of SP1 3 to 5"],
    ["an object file", (_, view) => view.setUint16(16, 1, true), "statically linked"],
    ["an odd entry", (_, view) => view.setUint8(24, 2), "no multiple of 4"],
    ["a low segment", (_, view) => view.setUint32(64 + 16, 0x10000, true), "below 0x78000000"],
    ["an unreadable segment", (_, view) => view.setUint32(64 + 4, 1, true), "not readable"],
    ["a writable code segment", (_, view) => view.setUint32(64 + 4, 7, true), "both writable and executable"],
    ["no code", (_, view) => view.setUint32(64 + 4, 4, true), "no executable segment"],
    ["overlapping segments", (_, view) => view.setUint32(120 + 16, codeBase, true), "overlap"],
    [
      "bytes beyond the file",
      (_, view) => {
        for (const at of [32, 40]) view.setUint32(120 + at, 1 << 20, true);
      },
      "cut off",
    ],
    ["an unknown word", (_, view) => view.setUint32(64 + 112, 0, true), "no instruction of SP1"],
    ["16-bit code", (_, view) => view.setUint32(64 + 112, 0x00010001, true), "no instruction of SP1"],
  ])("%s", (_what, change, words) => {
    expect(wrong(change)).toMatch(new RegExp(words));
  });

  it("an entry outside of the code is a guest that fails at once", () => {
    expect(finished(sp1Elf(halt(), undefined, [], codeBase + 4096))).toMatchObject({
      exitCode: 101,
      totals: { cycles: 0 },
    });
  });

  it("damaged ELFs are refused or run to a typed end", () => {
    const whole = randomSp1Guest(5, 20).elf;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        fc.nat(whole.length),
        (changes, length) => {
          const elf = whole.slice(0, Math.max(length, whole.length / 2));
          for (const [at, value] of changes) if (at < elf.length) elf[at] = value;
          try {
            const { outcome, totals } = finished(elf, { maxSteps: 20_000 });
            expect(["ok", "guest-error", "step-limit"]).toContain(outcome.status);
            expect(totals["cycles"]).toBeLessThanOrEqual(20_000);
          } catch (error) {
            if (!CycleLensError.is(error)) throw error;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("any bytes at all", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (more) => {
        const head = sp1Elf(halt()).slice(0, 64);
        const elf = new Uint8Array(64 + more.length);
        elf.set(head);
        elf.set(more, 64);
        try {
          loadSp1(elf);
        } catch (error) {
          expect(CycleLensError.is(error)).toBe(true);
        }
      }),
    );
  });

  it("models are named", () => {
    expect(engineModelId("sp1", null)).toBe("sp1-6");
    expect(() => engineModelId("sp1", "sp1-5")).toThrow(/no model sp1-5/);
  });
});
