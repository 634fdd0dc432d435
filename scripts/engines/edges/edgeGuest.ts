import type { ToolGuest } from "../againstTool";
import type { Point } from "../../../src/core/engine/precompiles/curves";

/** A guest that calls one accelerator or hint with operands at the edge of what it takes. */
export type EdgeGuest = ToolGuest;

export const all256 = (1n << 256n) - 1n;
export const all384 = (1n << 384n) - 1n;
/** Registers of the operands. */
export const [x, q] = [10, 11] as const;

export const limbs = (value: bigint, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => BigInt.asUintN(64, value >> BigInt(64 * i)));
export const pointWords = ([a, b]: Point, count: number): bigint[] => [
  ...limbs(a, count),
  ...limbs(b, count),
];
