import { classNames, classPrices, shapeCount, zones } from "../memoryClasses";
import type { MemoryPrices } from "../model";

/**
 * Classes of accesses as the translated code counts them: per width and direction at most four shapes, numbered
 * zone · 4 + shape. `classOf` leads back to the rows of `memoryClasses.ts`.
 */
export type Width = 1 | 2 | 4 | 8;

const readShapes: Readonly<Record<Width, readonly string[]>> = {
  1: ["unaligned 1b read"],
  2: ["unaligned 2b single read", "unaligned 2b double read"],
  4: [
    "unaligned 4b single 32-align read",
    "unaligned 4b single non 32-align read",
    "unaligned 4b double read",
  ],
  8: ["aligned 8b read", "unaligned 8b double read"],
};
const writeShapes: Readonly<Record<Width, readonly string[]>> = {
  1: ["unaligned 1b clean write", "unaligned 1b dirty write"],
  2: ["unaligned 2b single write", "unaligned 2b double write"],
  4: [
    "unaligned 4b single 32-align clean write",
    "unaligned 4b single 32-align dirty write",
    "unaligned 4b single non 32-align write",
    "unaligned 4b double write",
  ],
  8: ["aligned 8b write", "unaligned 8b double write"],
};

/** Numbers of a width and direction; stores go to the zones of RAM only. */
export function classesOfAccess(isStore: boolean): number {
  return isStore ? 8 : mostNumbers;
}
/** Numbers that a width and direction may have. */
export const mostNumbers = 16;
/** The row of `classNames` by width, direction and number, as `priceOffset` counts; -1 for a number that no access has. */
export const accessClasses = new Int8Array(8 * mostNumbers).fill(-1);
for (const width of [1, 2, 4, 8] as const)
  for (const isStore of [false, true])
    (isStore ? writeShapes : readShapes)[width].forEach((shape, low) => {
      const row = classNames.indexOf(`${zones[0]} ${shape}`);
      for (let zone = 0; zone < zones.length; zone++)
        accessClasses[priceOffset(width, isStore) / 4 + 4 * zone + low] = zone * shapeCount + row;
    });

/** The row of `classNames`; -1 for a number that no access has. */
export function classOf(width: Width, isStore: boolean, number: number): number {
  return accessClasses[priceOffset(width, isStore) / 4 + number]!;
}

/** Offset of the 16 prices of a width and direction in the table of `priceTable`, in bytes. */
export function priceOffset(width: Width, isStore: boolean): number {
  return ((31 - Math.clz32(width)) * 2 + (isStore ? 1 : 0)) * mostNumbers * 4;
}

/** Prices by width, direction, zone and shape, as they stand in the linear memory. */
export function priceTable(prices: MemoryPrices): Int32Array {
  const byClass = classPrices(prices);
  const table = new Int32Array(8 * mostNumbers);
  for (const width of [1, 2, 4, 8] as const)
    for (const isStore of [false, true])
      for (let number = 0; number < mostNumbers; number++) {
        const row = classOf(width, isStore, number);
        if (row >= 0) table[priceOffset(width, isStore) / 4 + number] = byClass[row]!;
      }
  return table;
}
