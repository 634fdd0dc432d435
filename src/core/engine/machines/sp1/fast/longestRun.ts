import { op } from "../opcodes";
import type { Sp1Program } from "../program";

/** Rows from one that always jumps, or is left to the reference, to the next: at most so many run on end. */
export function longestRun(program: Sp1Program): number {
  let longest = 0;
  let from = 0;
  for (let row = 0; row < program.length; row++) {
    const code = program.op[row]!;
    if (code !== op.jal && code !== op.jalr && code !== op.ecall) continue;
    longest = Math.max(longest, row + 1 - from);
    from = row + 1;
  }
  return Math.max(longest, program.length - from);
}
