import { BlockRegisters, registerBit, type RegisterUse } from "../../../wasm/registerUse";
import { op } from "../opcodes";
import type { Sp1Program } from "../program";
import type { Block, BlockEnd, Exit } from "./blocks";

/** Registers of the blocks of a region. */
export function registerUse(program: Sp1Program, blocks: readonly Block[]): RegisterUse {
  const registers = new BlockRegisters(blocks.length);
  blocks.forEach(({ from, to, end }, i) => {
    for (let row = from; row < to; row++) registers.step(i, readsOf(program, row), writeOf(program, row));
    registers.end(i, exitsOf(end), end.kind === "call" || end.kind === "computed");
  });
  return registers.use();
}

/** Registers that rows write. */
export function writtenIn(program: Sp1Program, from: number, to: number): number {
  let written = 0;
  for (let row = from; row < to; row++) written |= writeOf(program, row);
  return written;
}

/** Where a block goes on without storing its registers. After a call nothing is dirty. */
function exitsOf(end: BlockEnd): readonly Exit[] {
  switch (end.kind) {
    case "goto":
      return [end.next];
    case "branch":
      return [end.taken, end.next];
    case "computed":
      return end.targets;
    case "call":
      return [];
  }
}

function readsOf({ op: ops, rs1, rs2, hasImm }: Sp1Program, row: number): number {
  const code = ops[row]!;
  if (code === op.lui || code === op.auipc || code === op.jal) return 0;
  return registerBit(rs1[row]!) | (hasImm[row] === 0 ? registerBit(rs2[row]!) : 0);
}

function writeOf({ op: ops, rd }: Sp1Program, row: number): number {
  const code = ops[row]!;
  return code >= op.sb && code <= op.bgeu ? 0 : registerBit(rd[row]!);
}
