import { unsigned } from "../../wide";
import { move, type ZiskCallStack } from "./callStack";
import type { MicroProgram } from "./microProgram";
import { code } from "./operationCodes";

/** What the step of row `i`, which is done, says of the next one for the listed functions: one of `move`. */
export function movedBy(
  stack: ZiskCallStack,
  program: MicroProgram,
  i: number,
  cLo: number,
  cHi: number,
  bLo: number,
  bHi: number,
): number {
  const { op: ops, rs1: rs1s, rd: rds, pc: pcs, nextPc, takenPc, link: links, computed, offset } = program;
  if (rs1s[i] !== noJump) {
    const op = ops[i];
    const kind = op === code.flag ? "jal" : op === code.and ? "jalr" : "fused";
    // Of a jump without a link the tool looks behind the masked register, not at the target.
    const behind = nextPc[i]! - pcs[i]!;
    const target = kind === "jalr" ? unsigned(cLo, cHi) + (rds[i] === 0 ? behind : offset[i]!) : takenPc[i]!;
    const after = kind === "fused" ? unsigned(bLo, bHi) : kind === "jal" ? links[i]! : nextPc[i]!;
    return stack.jump(kind, rs1s[i]!, rds[i]!, target, after);
  }
  if (ops[i] === code.copyb && computed[i] === 0 && outsideOrOdd(nextPc[i]!, stack.from, stack.to))
    return stack.copy(nextPc[i]!, unsigned(bLo, bHi));
  return move.none;
}

/** In `rs1` of a row that is no jump. */
const noJump = 255;

const outsideOrOdd = (pc: number, first: number, end: number): boolean =>
  (pc & 1) === 1 || pc < first || pc > end;
