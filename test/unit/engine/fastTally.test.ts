// The end of a run as WebAssembly, and as TypeScript.
import { readdirSync } from "node:fs";
import path from "node:path";
import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bytesOf } from "../../../scripts/verify/engineGuest";
import { eager } from "../../../scripts/verify/twoMachines";
import { FastZisk } from "../../../src/core/engine/machines/zisk/fast/fastMachine";
import { defaultTuning, type Tuning } from "../../../src/core/engine/machines/zisk/fast/heat";
import { Followers } from "../../../src/core/engine/machines/zisk/followers";
import { instructionCosts } from "../../../src/core/engine/machines/zisk/instructionCosts";
import { loadZisk } from "../../../src/core/engine/machines/zisk/load";
import { zisk14 } from "../../../src/core/engine/machines/zisk/zisk14Costs";
import { readElf } from "../../../src/core/symbols/elf";

const own = path.resolve("test/fixtures/engine");
const guests = readdirSync(own).filter((name) => /\.elf(\.gz)?$/.test(name));
const input = new Uint8Array(BigUint64Array.of(8n, 60n).buffer);

function ran(name: string, tuning: Tuning): FastZisk {
  const elf = bytesOf(path.join(own, name));
  const program = loadZisk(elf, zisk14);
  const { symbols } = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  const fast = new FastZisk(program, zisk14, input, new Followers(program.code, symbols, false), tuning);
  fast.run(300_001);
  fast.settle();
  return fast;
}

describe("sums at the end of a run", () => {
  it.each(guests)("%s: the same as WebAssembly and as TypeScript", (name) => {
    // Of ten thousand functions each would be translated.
    const tunings = name.startsWith("many") ? [defaultTuning] : [defaultTuning, eager(5)];
    for (const tuning of tunings) {
      const fast = ran(name, tuning);
      const { steps, opTotal, memTotal } = fast.interpreter;
      const costs = fast.instructionCosts();
      // Not by way of the interpreter's columns.
      expect(fast.interpreter.count.reduce((all, n) => all + n)).toBeLessThan(steps);
      fast.fillColumns();
      expect(fast.interpreter).toMatchObject({ steps, opTotal, memTotal });
      expect(costs).toEqual(instructionCosts(fast.interpreter, zisk14));
      expect(costs.pcs.length).toBeGreaterThan(3);
    }
  });
});
