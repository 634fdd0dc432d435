import { describe, expect, it } from "vitest";
import { Sp1Memory } from "../../../src/core/engine/machines/sp1/memory";

const page = 1 << 14;
/** 8 bytes a number: its low one counts. */
const words = (...low: number[]) => new Uint8Array(BigUint64Array.from(low, BigInt).buffer);
const lows = (memory: Sp1Memory, from: number, count: number) =>
  Array.from({ length: count }, (_, i) => memory.words[memory.index(from + 8 * i)]);

describe("input that is put into SP1's memory", () => {
  it("crosses pages, wherever they stand, and its words are unused again", () => {
    const memory = new Sp1Memory([]);
    // The page behind is there first, and so stands before.
    for (const at of [8, 0, -8, -16, -24]) memory.seen[memory.index(page + at) / 2] = 7;
    memory.put(page - 16, words(1, 2, 3));
    expect(lows(memory, page - 24, 5)).toEqual([0, 1, 2, 3, 0]);
    const used = [-24, -16, -8, 0, 8].map((at) => memory.seen[memory.index(page + at) / 2]);
    expect(used).toEqual([7, 0, 0, 0, 7]);
  });

  it("of several pages is whole", () => {
    const memory = new Sp1Memory([]);
    const bytes = Uint8Array.from({ length: 3 * page + 8 }, (_, i) => i % 251);
    memory.put(5 * page + 4096, bytes);
    expect(Buffer.compare(memory.copy(5 * page + 4096, bytes.length), bytes)).toBe(0);
  });

  it("beyond 2^40 is a fault", () => {
    const memory = new Sp1Memory([]);
    expect(() => memory.put(2 ** 40 - 8, words(1, 2))).toThrow(/beyond 2\^40/);
    expect(lows(memory, 2 ** 40 - 8, 1)).toEqual([1]);
  });
});
