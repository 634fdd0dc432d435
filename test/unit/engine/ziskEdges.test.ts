import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ToolGuest } from "../../../scripts/engines/againstTool";
import { digestOf, ownFigures } from "../../../scripts/engines/edges/figures";
import { edgeGuests } from "../../../scripts/engines/ziskEdges";
import { differencesOf, interpreted, translated } from "../../../scripts/verify/twoMachines";
import { ziskMachine } from "../../../src/core/engine/machines/zisk/zisk";
import { zisk14 } from "../../../src/core/engine/machines/zisk/zisk14Costs";
import { readElf } from "../../../src/core/symbols/elf";

/** What ziskemu 1.4.0-alpha said: exit code and, where it prints a report, a digest of every figure. */
const told = JSON.parse(readFileSync("test/fixtures/engine/edges.json", "utf8")) as Record<string, string>;
const guests = edgeGuests();

function digest({ elf, input, maxSteps }: ToolGuest): string {
  const request = {
    elf,
    input: input ? [input] : [],
    maxSteps: maxSteps ?? null,
    mainName: "main",
    listed: false,
  };
  const machine = ziskMachine(request, readElf(elf), zisk14);
  while (!machine.done) machine.run(1_000_000);
  return digestOf(ownFigures(machine.result(false)));
}

describe("accelerators and hints at the edge of what they take", () => {
  it.each(guests.filter(({ name }) => name in told))("end as in ziskemu: $name", (guest) => {
    expect(digest(guest)).toBe(told[guest.name]);
  });

  it("are all there that the fixture names", () => {
    const names = new Set(guests.map(({ name }) => name));
    expect(Object.keys(told).filter((name) => !names.has(name))).toEqual([]);
    expect(names.size).toBe(guests.length);
  });

  it.each(guests.filter(({ tells }) => tells !== undefined))(
    "are told where ziskemu gives nothing to compare: $name",
    ({ elf, tells }) => {
      const { machine } = interpreted(elf, new Uint8Array(0), 1000);
      expect(machine.fault?.message).toMatch(tells!);
    },
  );

  it("count the same as WebAssembly", () => {
    for (const { name, elf, input = new Uint8Array(0) } of guests.filter((_, i) => i % 83 === 0)) {
      const reference = interpreted(elf, input, 10_000);
      const fast = translated(elf, input, 10_000, {
        tuning: { sliceSteps: 3, fewestSteps: 0, stepsPerRow: 0 },
      });
      expect({ name, differences: differencesOf(reference, fast, false) }).toEqual({ name, differences: [] });
    }
  });
});
