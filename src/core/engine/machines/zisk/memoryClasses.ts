import { layout } from "./layout";
import type { MemoryPrices } from "./model";

/** Zones by the first address of an access. */
export const zones = ["ram stack", "ram no stack", "rom", "input"] as const;

/** Shapes of an access; the first eight are reads. */
const shapes = [
  "aligned 8b read",
  "unaligned 1b read",
  "unaligned 2b single read",
  "unaligned 2b double read",
  "unaligned 4b single 32-align read",
  "unaligned 4b single non 32-align read",
  "unaligned 4b double read",
  "unaligned 8b double read",
  "aligned 8b write",
  "unaligned 1b clean write",
  "unaligned 1b dirty write",
  "unaligned 2b single write",
  "unaligned 2b double write",
  "unaligned 4b single 32-align clean write",
  "unaligned 4b single 32-align dirty write",
  "unaligned 4b single non 32-align write",
  "unaligned 4b double write",
  "unaligned 8b double write",
] as const;

export const shapeCount = shapes.length;
export const classCount = zones.length * shapeCount;
export const alignedRead = 0;
export const alignedWrite = 8;
const byteClean = 9;
const byteDirty = 10;
const wordClean = 13;
const wordDirty = 14;

/** The class of every shape in every zone, as the tool words it. Row: zone · shapeCount + shape. */
export const classNames: readonly string[] = zones.flatMap((zone) =>
  shapes.map((shape) => `${zone} ${shape}`),
);

/** Row of `zones`; -1 for an address that no access may have. */
export function zoneOf(address: number): number {
  if (address >= layout.ram) return address < layout.stackEnd ? 0 : address < layout.ramEnd ? 1 : -1;
  if (address >= layout.rom) return address < layout.romEnd ? 2 : -1;
  return address >= layout.freeInput ? 3 : -1;
}

/** Shape of a read by width · 8 + address mod 8. */
export const readShape = shapesBy((width, offset) => {
  switch (width) {
    case 1:
      return 1;
    case 2:
      return offset <= 6 ? 2 : 3;
    case 4:
      return offset > 4 ? 6 : offset % 4 === 0 ? 4 : 5;
    default:
      return offset === 0 ? alignedRead : 7;
  }
});

const plainWriteShape = shapesBy((width, offset) => {
  switch (width) {
    case 1:
      return byteClean;
    case 2:
      return offset <= 6 ? 11 : 12;
    case 4:
      return offset > 4 ? 16 : offset % 4 === 0 ? wordClean : 15;
    default:
      return offset === 0 ? alignedWrite : 17;
  }
});

/** Shape of a store; `lo` and `hi` are the whole source register. */
export function writeShape(width: number, offset: number, lo: number, hi: number): number {
  const shape = plainWriteShape[width * 8 + offset]!;
  if (shape === byteClean) return hi === 0 && lo >>> 8 === 0 ? byteClean : byteDirty;
  if (shape === wordClean) return hi === 0 ? wordClean : wordDirty;
  return shape;
}

/** Cost of an access by class (zisk-1.4-cost-model §5). */
export function classPrices(prices: MemoryPrices): Float64Array {
  const reads = [prices.ramRead, prices.ramRead, prices.romRead, prices.inputRead];
  const price = (shape: number, read: number): number => {
    if (shape === alignedRead) return read;
    if (shape === 1) return prices.readByte + read;
    if (shape === 2 || shape === 4 || shape === 5) return prices.readSingle + read;
    if (shape < alignedWrite) return prices.readDouble + 2 * read;
    if (shape === alignedWrite) return prices.ramWrite;
    const both = read + prices.ramWrite;
    if (shape === byteClean) return prices.writeByte + both;
    if (shape === 12 || shape >= 16) return prices.writeDouble + 2 * both;
    return prices.writeSingle + both;
  };
  return Float64Array.from({ length: classCount }, (_, row) =>
    price(row % shapeCount, reads[Math.floor(row / shapeCount)]!),
  );
}

function shapesBy(shape: (width: number, offset: number) => number): Uint8Array {
  const out = new Uint8Array(9 * 8);
  for (const width of [1, 2, 4, 8])
    for (let offset = 0; offset < 8; offset++) out[width * 8 + offset] = shape(width, offset);
  return out;
}
