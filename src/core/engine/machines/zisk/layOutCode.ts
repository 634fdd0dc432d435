import { decodeCode } from "../../riscv/decode";
import { biosCode } from "./bios";
import type { ZiskSegment } from "./elfSegments";
import { layout } from "./layout";
import { UnloadableCode } from "./loadError";
import { lower } from "./lower";
import type { CodeRange } from "./microProgram";
import { MicroProgramBuilder } from "./microProgramBuilder";
import type { ZiskModel } from "./model";
import { fusedTarget } from "./plainLowering";
import { wordAt } from "./rowFiller";

/** Bytes behind an instruction that may say what it is. */
const farthestFollower = 24;

/** What has to be known of an instruction before it runs, by the bits 2 to 6 of its word. */
const plain = 0;
/** More than one step, or none of the machine's: `lower` says. */
const whole = 1;
/** Plain but for some values of funct7. */
const byFunct7 = 2;
const pair = 3;
const jump = 4;
const kinds = new Uint8Array(32);
for (const [opcode, kind] of [
  ...[0x2f, 0x73, 0x07, 0x27, 0x43, 0x47, 0x4b, 0x4f, 0x53].map((at) => [at, whole] as const),
  [0x33, byFunct7],
  [0x3b, byFunct7],
  [0x17, pair],
  [0x67, jump],
] as const)
  kinds[opcode >> 2] = kind;

/**
 * Gives every instruction its rows, and checks that each can be loaded. Throws UnloadableCode for one that cannot:
 * the first in order of the segments.
 */
export function layOutCode(
  code: readonly ZiskSegment[],
  entry: number,
  model: ZiskModel,
): MicroProgramBuilder {
  const bios = biosCode(entry);
  const rows = code.reduce((sum, { bytes }) => sum + (bytes.length >> 2) + 64, bios.length);
  const builder = new MicroProgramBuilder(model, rows, layout.rom + 1);
  const ranges = code.map((s) => builder.range(s.address, s.address + s.memSize, s.bytes));
  const own = builder.range(layout.bios, layout.bios + 4 * bios.length);
  for (const [pc, step] of bios) builder.add(own, pc, [step], pc + 4);
  for (const range of ranges) layOutSegment(builder, range);
  return builder;
}

/** Where the last instruction begins if the segment holds only half of it; -1 if it is whole. */
function halfInstruction(bytes: Uint8Array): number {
  const { length } = bytes;
  let at = 0;
  while (at + 4 <= length) at += (bytes[at]! & 3) === 3 ? 4 : 2;
  return at + 2 <= length && (bytes[at]! & 3) === 3 ? at : -1;
}

function layOutSegment(builder: MicroProgramBuilder, range: CodeRange): void {
  const { start, bytes } = range;
  const { length } = bytes;
  const half = halfInstruction(bytes);
  if (half >= 0) throw new UnloadableCode("half an instruction", start + half);
  for (let at = 0; at + 2 <= length;) {
    const low = bytes[at]!;
    if ((low & 3) !== 3 || at + 4 > length) {
      builder.addPlain(range, start + at);
      at += 2;
      continue;
    }
    const kind = kinds[(low >> 2) & 31]!;
    if (kind === plain || isPlain(kind, range, at)) builder.addPlain(range, start + at);
    else {
      const { steps, next } = lower(decodeCode(start + at, bytes.subarray(at, at + farthestFollower)), 0);
      builder.add(range, start + at, steps, next);
    }
    at += 4;
  }
}

function isPlain(kind: number, { start, bytes }: CodeRange, at: number): boolean {
  switch (kind) {
    case byFunct7: {
      const funct7 = bytes[at + 3]! >> 1;
      return funct7 === 0 || funct7 === 1 || funct7 === 32;
    }
    case jump:
      // An odd offset takes two steps.
      return (bytes[at + 2]! & 16) === 0;
    case pair: {
      if (at + 8 > bytes.length || (bytes[at + 4]! & 0x7f) !== 0x67) return true;
      const target = fusedTarget(start + at, wordAt(bytes, at), wordAt(bytes, at + 4));
      return Number.isNaN(target) || (target >= layout.rom && target < layout.romEnd);
    }
    default:
      return false;
  }
}
