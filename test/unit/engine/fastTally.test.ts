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

function ran(name: string, tuning: Tuning, isPlain: boolean): FastZisk {
  const elf = bytesOf(path.join(own, name));
  const program = loadZisk(elf, zisk14);
  const { symbols } = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  const fast = new FastZisk(
    program,
    zisk14,
    input,
    new Followers(program.code, symbols, false),
    tuning,
    isPlain,
  );
  fast.run(300_001);
  fast.settle();
  return fast;
}

/** Where columns of so many rows differ; printing them takes longer than the run. */
function differences(one: FastZisk, other: FastZisk): string[] {
  const [a, b] = [one.interpreter, other.interpreter];
  const out: string[] = [];
  for (const key of ["count", "opCost", "memCost", "frequent"] as const)
    if (a[key].some((value, row) => value !== b[key][row])) out.push(key);
  for (let row = 0; row < a.count.length; row++) {
    let [x, y] = [a.accesses.firstOf(row), b.accesses.firstOf(row)];
    for (; x !== 0 && y !== 0; [x, y] = [a.accesses.after(x), b.accesses.after(y)])
      if (a.accesses.kindOf(x) !== b.accesses.kindOf(y) || a.accesses.countOf(x) !== b.accesses.countOf(y))
        break;
    if (x !== 0 || y !== 0) return [...out, `accesses of row ${String(row)}`];
  }
  return out;
}

describe("sums at the end of a run", () => {
  it.each(guests)("%s: the same as WebAssembly and as TypeScript", (name) => {
    // Of ten thousand functions each would be translated.
    const tunings = name.startsWith("many") ? [defaultTuning] : [defaultTuning, eager(5)];
    for (const tuning of tunings) {
      const [fast, plain] = [ran(name, tuning, false), ran(name, tuning, true)];
      expect(differences(fast, plain)).toEqual([]);
      const { steps, opTotal, memTotal } = plain.interpreter;
      expect(fast.interpreter).toMatchObject({ steps, opTotal, memTotal });
      const costs = plain.instructionCosts();
      expect(costs.pcs.length).toBeGreaterThan(3);
      expect(costs).toEqual(instructionCosts(plain.interpreter, zisk14));
      expect(fast.instructionCosts()).toEqual(costs);
      expect(instructionCosts(fast.interpreter, zisk14)).toEqual(costs);
    }
  });
});
