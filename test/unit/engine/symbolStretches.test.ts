import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { symbolStretches } from "../../../src/core/engine/symbolStretches";
import { readElf } from "../../../src/core/symbols/elf";
import { ours } from "../symbols/files";

const { symbols } = readElf(ours("symbols/inlined.dwarf5.elf.gz"), {
  inflate: (bytes) => inflateSync(bytes),
});

/** The symbol of each instruction. */
function spread(pcs: Float64Array): number[] {
  const { length, symbol, end } = symbolStretches(pcs, symbols);
  const out: number[] = [];
  for (let i = 0; i < length; i++) while (out.length < end[i]!) out.push(symbol[i]!);
  return out;
}

describe("instructions by symbol, stretch by stretch", () => {
  const first = symbols.address[0]! - 40;
  const last = symbols.address[symbols.length - 1]! + symbols.size[symbols.length - 1]! + 40;
  const all = Float64Array.from({ length: Math.ceil((last - first) / 2) }, (_, i) => first + 2 * i);

  it.each([1, 2, 3, 7, 50, 1e9])("every %ith: the symbol of each, in and outside of symbols", (every) => {
    for (let from = 0; from < Math.min(every, 60); from++) {
      const pcs = all.filter((_, i) => i % every === from);
      expect(spread(pcs)).toEqual(Array.from(pcs, (pc) => symbols.find(pc)));
    }
    expect(new Set(spread(all)).size).toBe(symbols.length + 1);
  });

  it("of none there are none, and one is one", () => {
    expect(symbolStretches(new Float64Array(0), symbols).length).toBe(0);
    expect(spread(Float64Array.of(2 ** 52))).toEqual([-1]);
  });
});
