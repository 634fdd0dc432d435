import { GuestFault } from "../../guestFault";
import type { Bus } from "./bus";

/** Cost a word of bytecode. */
const wordCost = 33;
const jumpDest = 0x5b;
const push1 = 0x60;
const push32 = 0x7f;
/** Longest bytecode: what memory holds. */
const most = 2 ** 29;

/** Marks the jump targets of EVM bytecode, one bit a byte; words that are all push data are not read. Gives the cost. */
export function markJumpDestinations(bus: Bus, bitmap: number, bytecode: number, count: number): number {
  if (count === 0 || count > most || bitmap % 8 !== 0 || bytecode % 8 !== 0)
    throw new GuestFault(`jump_dest of ${String(count)} bytes at 0x${bytecode.toString(16)}`, 101);
  const words = Math.ceil(count / 8);
  const marks = new Int32Array(2 * Math.ceil(count / 64));
  const bytes = new Uint8Array(marks.buffer);
  let skip = 0;
  for (let w = 0; w < words; w++) {
    if (skip >= 8) {
      skip -= 8;
      continue;
    }
    const [lo, hi] = bus.readWords(bytecode + 8 * w, 1) as unknown as [number, number];
    const valid = Math.min(8, count - 8 * w);
    let i = skip;
    while (i < valid) {
      const opcode = ((i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 255) >>> 0;
      if (opcode === jumpDest) bytes[w]! |= 1 << i;
      i += opcode >= push1 && opcode <= push32 ? opcode - push1 + 2 : 1;
    }
    skip = Math.max(0, i - 8);
  }
  bus.writeWords(bitmap, marks);
  return wordCost * words;
}
