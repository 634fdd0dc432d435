import type { PcAccesses } from "../../types";
import { alignedRead, alignedWrite, classCount, classNames, classPrices, shapeCount } from "./memoryClasses";
import type { MemoryPrices } from "./model";
import type { RowAccesses } from "./rowAccesses";

/** The accesses of instructions, each of the rows [first, end) of one. */
export function pcAccesses(
  accesses: RowAccesses,
  prices: MemoryPrices,
  first: Int32Array,
  end: Int32Array,
): PcAccesses {
  const index = new Int32Array(accesses.length);
  const kinds = new Uint8Array(accesses.length);
  const counts = new Float64Array(accesses.length);
  let length = 0;
  for (let i = 0; i < first.length; i++) {
    const start = length;
    for (let row = first[i]!; row < end[i]!; row++)
      for (let entry = accesses.firstOf(row); entry !== 0; entry = accesses.after(entry)) {
        const count = accesses.countOf(entry);
        if (count === 0) continue;
        const kind = accesses.kindOf(entry);
        let at = start;
        while (at < length && kinds[at] !== kind) at++;
        if (at === length) length++;
        index[at] = i;
        kinds[at] = kind;
        counts[at]! += count;
      }
  }
  return accessesOf(prices, index.subarray(0, length), kinds.subarray(0, length), counts.subarray(0, length));
}

/** Accesses with what is known of their classes. */
export function accessesOf(
  prices: MemoryPrices,
  index: Int32Array,
  kind: Uint8Array,
  count: Float64Array,
): PcAccesses {
  const byClass = classPrices(prices);
  return { classes: classNames, prices: byClass, measures: measures(byClass), index, kind, count };
}

/**
 * What an access adds to a line's extras, by class.
 * - `reads1` … `writes8`: accesses by width in bytes
 * - `narrow`: cost above that of an aligned access of 8 bytes
 * - `dirtyBytes`: stores of a byte from a register that holds more than a byte
 */
function measures(prices: Float64Array): Record<string, Float64Array> {
  const out: Record<string, Float64Array> = {};
  // The zone of an access shows in its price only.
  const of = (id: string, value: (name: string) => number): void => {
    const column = (out[id] = new Float64Array(classCount));
    for (let shape = 0; shape < shapeCount; shape++) column[shape] = value(classNames[shape]!);
    for (let at = shapeCount; at < classCount; at += shapeCount) column.copyWithin(at, 0, shapeCount);
  };
  for (const [word, ids] of [
    ["read", "reads"],
    ["write", "writes"],
  ] as const)
    for (const width of [1, 2, 4, 8])
      of(`${ids}${String(width)}`, (name) =>
        name.includes(` ${String(width)}b `) && name.endsWith(word) ? 1 : 0,
      );
  out["narrow"] = prices.map((price, kind) => {
    const shape = kind % shapeCount;
    return price - prices[kind - shape + (shape < alignedWrite ? alignedRead : alignedWrite)]!;
  });
  of("dirtyBytes", (name) => (name.endsWith("1b dirty write") ? 1 : 0));
  return out;
}
