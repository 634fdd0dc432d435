import { GuestFault } from "../../guestFault";
import type { Bus } from "./bus";
import { layout } from "./layout";

/** Cost a word of bytecode. */
const wordCost = 33;
const jumpDest = 0x5b;
const push1 = 0x60;
const push32 = 0x7f;
/** Longest bytecode: what memory holds. */
const most = 2 ** 29;

interface Walk {
  /** One bit a byte of bytecode. */
  readonly marks: Int32Array;
  /** First word and number of words of each run that is read; those that are all push data are not. */
  readonly runs: readonly [number, number][];
}

/**
 * Marks the jump targets of EVM bytecode, one bit a byte. Neither place has to be aligned, but every access that is
 * not costs as one. Gives the cost by size.
 */
export function markJumpDestinations(bus: Bus, bitmap: number, bytecode: number): number {
  const walked = walk(bus, bytecode, countOf(bus));
  const { marks } = walked;
  for (let i = 0; i < marks.length; i += 2) bus.memory.write(bitmap + 4 * i, 8, marks[i]!, marks[i + 1]!);
  // Charged by what memory holds when the bitmap is written, which may lie over the bytecode or its size.
  const count = countOf(bus);
  bus.chargeReads(layout.extraParameter, 1);
  const isOver = (start: number, end: number): boolean => bitmap < end && start < bitmap + 4 * marks.length;
  const again =
    isOver(bytecode, bytecode + count + 8) || isOver(layout.extraParameter, layout.extraParameter + 8);
  const { runs } = again ? walk(bus, bytecode, count) : walked;
  for (const [first, length] of runs) bus.chargeReadsAt(bytecode + 8 * first, length);
  bus.chargeWritesAt(bitmap, Math.ceil(count / 64));
  return wordCost * Math.ceil(count / 8);
}

/** Bytes of bytecode. */
function countOf({ memory }: Bus): number {
  memory.read(layout.extraParameter, 8);
  const count = (memory.hi >>> 0) * 4294967296 + (memory.lo >>> 0);
  if (count === 0 || count > most)
    throw new GuestFault(`jump_dest of ${String(count)} bytes of bytecode`, 101);
  return count;
}

function walk({ memory }: Bus, bytecode: number, count: number): Walk {
  const words = Math.ceil(count / 8);
  const marks = new Int32Array(2 * Math.ceil(count / 64));
  const bytes = new Uint8Array(marks.buffer);
  const runs: [number, number][] = [];
  let skip = 0;
  for (let w = 0; w < words; w++) {
    if (skip >= 8) {
      skip -= 8;
      continue;
    }
    memory.read(bytecode + 8 * w, 8);
    const { lo, hi } = memory;
    const run = runs[runs.length - 1];
    if (run !== undefined && run[0] + run[1] === w) run[1]++;
    else runs.push([w, 1]);
    const valid = Math.min(8, count - 8 * w);
    let i = skip;
    while (i < valid) {
      const opcode = (i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 255;
      if (opcode === jumpDest) bytes[w]! |= 1 << i;
      i += opcode >= push1 && opcode <= push32 ? opcode - push1 + 2 : 1;
    }
    skip = Math.max(0, i - 8);
  }
  return { marks, runs };
}
