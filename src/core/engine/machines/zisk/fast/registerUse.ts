import { BlockRegisters, registerBit, type RegisterUse } from "../../../wasm/registerUse";
import { from, to, type MicroProgram } from "../microProgram";
import type { BlockEnd, Exit, Region } from "./blocks";

/** Registers of the blocks of a region. */
export function registerUse(program: MicroProgram, { blocks }: Region): RegisterUse {
  const registers = new BlockRegisters(blocks.length);
  blocks.forEach(({ rows, end }, i) => {
    for (const row of rows) registers.step(i, readsOf(program, row), writeOf(program, row));
    registers.end(i, exitsOf(end), end.kind !== "goto" && end.kind !== "branch");
  });
  return registers.use();
}

/** Where a block goes on without storing its registers. */
function exitsOf(end: BlockEnd): readonly Exit[] {
  switch (end.kind) {
    case "goto":
      return [end.next];
    case "branch":
      return [end.taken, end.next];
    case "computed":
      return end.targets;
    default:
      return [];
  }
}

function readsOf(program: MicroProgram, row: number): number {
  let set = 0;
  if (program.a[row] === from.reg) set |= registerBit(program.aLo[row]!);
  if (program.b[row] === from.reg) set |= registerBit(program.bLo[row]!);
  return set;
}

function writeOf(program: MicroProgram, row: number): number {
  return program.store[row] === to.reg ? registerBit(program.storeTo[row]!) : 0;
}
