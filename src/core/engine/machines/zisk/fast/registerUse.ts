import { from, to, type MicroProgram } from "../microProgram";
import type { BlockEnd, Exit, Region } from "./blocks";

/**
 * Which registers are held in locals where, as sets of bits (x0 … x31). A register that the region changed is
 * `dirty` until it is stored; at every place that stores, its local must hold a value on every way there, so
 * such a place counts as a reader.
 */
export interface RegisterUse {
  /** Per block: to be loaded where the run comes in from outside. */
  readonly live: Int32Array;
  /** Per block: may differ from memory at its start. */
  readonly dirty: Int32Array;
  /** Per block: may differ from memory at its end. */
  readonly dirtyAtEnd: Int32Array;
}

export function registerUse(program: MicroProgram, region: Region): RegisterUse {
  const count = region.blocks.length;
  const reads = new Int32Array(count);
  const writes = new Int32Array(count);
  const successors: number[][] = [];
  const stores = new Uint8Array(count);
  region.blocks.forEach(({ rows, end }, i) => {
    for (const row of rows) {
      reads[i]! |= readsOf(program, row) & ~writes[i]!;
      writes[i]! |= writeOf(program, row);
    }
    const next = exitsOf(end);
    successors.push(next.map((exit) => exit.block).filter((block) => block >= 0));
    const isLeft = end.kind !== "goto" && end.kind !== "branch";
    if (isLeft || next.some((exit) => exit.block < 0)) stores[i] = 1;
  });
  const dirty = new Int32Array(count);
  const dirtyAtEnd = new Int32Array(count);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < count; i++) {
      dirtyAtEnd[i] = dirty[i]! | writes[i]!;
      for (const next of successors[i]!) {
        const union = dirty[next]! | dirtyAtEnd[i]!;
        if (union !== dirty[next]) {
          dirty[next] = union;
          changed = true;
        }
      }
    }
  }
  const live = new Int32Array(count);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = count - 1; i >= 0; i--) {
      let after = stores[i] === 1 ? dirtyAtEnd[i]! : 0;
      for (const next of successors[i]!) after |= live[next]!;
      // The block may stop at its start, for want of fuel: then what is dirty there is stored.
      const before = reads[i]! | (after & ~writes[i]!) | dirty[i]!;
      if (before !== live[i]) {
        live[i] = before;
        changed = true;
      }
    }
  }
  return { live, dirty, dirtyAtEnd };
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

/** x0 and the scratch registers, which no instruction leaves behind, are in no set. */
function bit(register: number): number {
  return register > 0 && register < 32 ? 1 << register : 0;
}

function readsOf(program: MicroProgram, row: number): number {
  let set = 0;
  if (program.a[row] === from.reg) set |= bit(program.aLo[row]!);
  if (program.b[row] === from.reg) set |= bit(program.bLo[row]!);
  return set;
}

function writeOf(program: MicroProgram, row: number): number {
  return program.store[row] === to.reg ? bit(program.storeTo[row]!) : 0;
}
