import { op } from "../opcodes";
import { sink, type Sp1Program } from "../program";

/** Where a block goes on: a block of the region, or a row outside of it (`block` -1). */
export interface Exit {
  readonly block: number;
  readonly row: number;
}

/** How a block ends. */
export type BlockEnd =
  | { readonly kind: "goto"; readonly next: Exit }
  | { readonly kind: "branch"; readonly taken: Exit; readonly next: Exit }
  /** Writes a return address; `target` -1: given by a register. `after`: the block behind it; -1 for none. */
  | { readonly kind: "call"; readonly target: number; readonly after: number }
  /** Goes where a register says; `targets`: where it is known to go inside the region. */
  | { readonly kind: "computed"; readonly targets: readonly Exit[] };

/** Rows that run one after the other. */
export interface Block {
  readonly from: number;
  /** The row behind the last one. */
  readonly to: number;
  readonly end: BlockEnd;
}

/** What may belong to a region. */
export interface RegionRules {
  /** Rows of the same function. */
  isInside(row: number): boolean;
  /** Rows that are left to the interpreter. */
  isLeftOut(row: number): boolean;
  /** Rows that ran before, or may well run: a block begins at no other. */
  isWarm(row: number): boolean;
  /** Rows that computed jumps of the function went to. */
  readonly targets: readonly number[];
}

/** Rows of one region at most; what lies behind is another. */
export const mostRows = 4096;

/** Rows between two targets of one jump, from the first that was seen. */
const mostSpread = 2048;

/** The blocks that can be reached from a row, which begins block 0. Calls do not leave: what stands behind is reached. */
export function regionFrom(program: Sp1Program, entry: number, rules: RegionRules): readonly Block[] {
  const leaders = new Set<number>([entry]);
  const seen = new Set<number>();
  const work = [entry];
  const follow = (row: number): void => {
    if (row < 0 || row >= program.length || leaders.has(row)) return;
    if (!rules.isInside(row) || rules.isLeftOut(row) || !rules.isWarm(row)) return;
    leaders.add(row);
    work.push(row);
  };
  for (let leader = work.pop(); leader !== undefined; leader = work.pop())
    for (let row = leader; !seen.has(row); row++) {
      if (row !== leader && (!isOpen(program, row, rules) || seen.size >= mostRows)) break;
      seen.add(row);
      const code = program.op[row]!;
      if (!endsBlock(code)) continue;
      if (code !== op.jalr) follow(row + program.imm[row]! / 4);
      else if (program.rd[row] === sink && !isReturn(program, row)) rules.targets.forEach(follow);
      if (code !== op.jal && code !== op.jalr) follow(row + 1);
      else if (program.rd[row] !== sink) follow(row + 1);
      break;
    }
  const rows = [...leaders].filter((row) => seen.has(row));
  const number = new Map(rows.map((row, i) => [row, i]));
  const exit = (row: number): Exit => ({ block: number.get(row) ?? -1, row });
  return rows.map((from): Block => {
    let to = from;
    while (seen.has(to) && (to === from || !number.has(to))) if (endsBlock(program.op[to++]!)) break;
    const last = to - 1;
    const code = program.op[last]!;
    if (!endsBlock(code)) return { from, to, end: { kind: "goto", next: exit(to) } };
    const target = last + program.imm[last]! / 4;
    const isLink = program.rd[last] !== sink;
    if (code === op.jal)
      return isLink
        ? { from, to, end: { kind: "call", target, after: exit(to).block } }
        : { from, to, end: { kind: "goto", next: exit(target) } };
    if (code === op.jalr) {
      if (isLink) return { from, to, end: { kind: "call", target: -1, after: exit(to).block } };
      const known = isReturn(program, last) ? [] : rules.targets.map(exit).filter(({ block }) => block >= 0);
      // A table of jumps has a place for every row between the lowest and the highest.
      const targets = known.filter(({ row }) => Math.abs(row - known[0]!.row) < mostSpread);
      return { from, to, end: { kind: "computed", targets } };
    }
    return { from, to, end: { kind: "branch", taken: exit(target), next: exit(to) } };
  });
}

/** A jump by a register that calls leave their return address in. */
function isReturn(program: Sp1Program, row: number): boolean {
  return program.rs1[row] === 1 || program.rs1[row] === 5;
}

function endsBlock(code: number): boolean {
  return code >= op.beq && code <= op.jalr;
}

function isOpen(program: Sp1Program, row: number, rules: RegionRules): boolean {
  return row < program.length && rules.isInside(row) && !rules.isLeftOut(row);
}
