import { op } from "../opcodes";
import type { Sp1Program } from "../program";
import type { Block, BlockEnd, Exit } from "./blocks";

/**
 * Which registers are held in locals where, as sets of bits. A register that the region changed is `dirty` until it is
 * stored; where it is stored its local must hold a value on every way there, so that such a place counts as a reader.
 */
export interface RegisterUse {
  /** Per block: to be loaded where the run comes in from outside. */
  readonly live: Int32Array;
  /** Per block: may differ from memory at its start, and at its end. */
  readonly dirty: Int32Array;
  readonly dirtyAtEnd: Int32Array;
}

export function registerUse(program: Sp1Program, blocks: readonly Block[]): RegisterUse {
  const count = blocks.length;
  const reads = new Int32Array(count);
  const writes = new Int32Array(count);
  const stores = new Uint8Array(count);
  const successors = blocks.map(({ from, to, end }, i) => {
    let [read, written] = [0, 0];
    for (let row = from; row < to; row++) {
      read |= readsOf(program, row) & ~written;
      written |= writeOf(program, row);
    }
    reads[i] = read;
    writes[i] = written;
    const next = exitsOf(end);
    if (end.kind === "call" || end.kind === "computed" || next.some(({ block }) => block < 0)) stores[i] = 1;
    return next.map(({ block }) => block).filter((block) => block >= 0);
  });
  const dirty = new Int32Array(count);
  const dirtyAtEnd = new Int32Array(count);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 0; i < count; i++) {
      const end = dirty[i]! | writes[i]!;
      dirtyAtEnd[i] = end;
      for (const next of successors[i]!) {
        if ((dirty[next]! | end) === dirty[next]) continue;
        dirty[next]! |= end;
        changed = true;
      }
    }
  }
  const live = new Int32Array(count);
  for (let changed = true; changed;) {
    changed = false;
    for (let i = count - 1; i >= 0; i--) {
      let after = stores[i] === 1 ? dirtyAtEnd[i]! : 0;
      for (const next of successors[i]!) after |= live[next]!;
      // A block may stop at its start, for want of credit: then what is dirty there is stored.
      const before = reads[i]! | (after & ~writes[i]!) | dirty[i]!;
      if (before === live[i]) continue;
      live[i] = before;
      changed = true;
    }
  }
  return { live, dirty, dirtyAtEnd };
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

/** x0, and the sink that stands for it, are in no set. */
function bit(register: number): number {
  return register > 0 && register < 32 ? 1 << register : 0;
}

function readsOf({ op: ops, rs1, rs2, hasImm }: Sp1Program, row: number): number {
  const code = ops[row]!;
  if (code === op.lui || code === op.auipc || code === op.jal) return 0;
  return bit(rs1[row]!) | (hasImm[row] === 0 ? bit(rs2[row]!) : 0);
}

function writeOf({ op: ops, rd }: Sp1Program, row: number): number {
  const code = ops[row]!;
  return code >= op.sb && code <= op.bgeu ? 0 : bit(rd[row]!);
}
