import { flow, from, to, type MicroProgram } from "../microProgram";

/** How a block ends. A `pc` is where the run goes on when the block it names is not part of the region. */
export type BlockEnd =
  | { readonly kind: "goto"; readonly next: Exit }
  | { readonly kind: "branch"; readonly taken: Exit; readonly next: Exit }
  /** Writes a return address; `target` null: computed by the last step. */
  | {
      readonly kind: "call";
      readonly target: number | null;
      readonly returnTo: number;
      readonly after: number;
    }
  /** `targets`: where it is known to go inside the region. */
  | { readonly kind: "computed"; readonly targets: readonly Exit[] }
  /** The machine ends. */
  | { readonly kind: "end" };

export interface Exit {
  /** -1: outside. */
  readonly block: number;
  readonly pc: number;
}

export interface Block {
  /** Rows of the program in the order they run. */
  readonly rows: readonly number[];
  readonly end: BlockEnd;
}

/** What is translated at once: the blocks that can be reached from an entry inside one function. Block 0 is the entry. */
export interface Region {
  readonly blocks: readonly Block[];
}

/** Instructions of one region at most; what lies behind is entered anew. */
export const mostRows = 1000;

/** Up to this size a region holds other regions' entries too. */
const fewestRows = 150;

const none = -1;

/**
 * The blocks reachable from `entry` among the rows that are inside. Calls do not leave: their return point is
 * reached. `alone` marks steps that must be a block of their own; blocks that begin with a row that `isCold` are
 * left out; other regions begin at rows that are entries; `targets` are rows where computed jumps of this region are known to go.
 */
export function regionFrom(
  program: MicroProgram,
  entry: number,
  isInside: (row: number) => boolean,
  alone: (row: number) => boolean,
  isCold: (row: number) => boolean,
  targets: readonly number[],
  isEntry: (row: number) => boolean,
): Region {
  const seen = new Set<number>();
  // A small region may repeat what is translated elsewhere: its loops are closed then.
  const inside = (row: number): boolean =>
    row >= 0 && isInside(row) && (row === entry || seen.size < fewestRows || !isEntry(row));
  const warm = (row: number): boolean => inside(row) && !isCold(row);
  const leaders = new Set<number>([entry]);
  const work = [entry];
  // 1. Rows that can be reached, and which of them begin a block.
  for (let at = 0; at < work.length; at++) {
    const row = work[at]!;
    if (seen.has(row)) continue;
    // Never cut inside an instruction: its later steps have no address to enter at.
    program.need(row);
    if (seen.size >= mostRows && program.pc[row] === program.owner[row]) continue;
    seen.add(row);
    const follow = (next: number, leads: boolean): void => {
      // What never ran stays outside, unless it stands in the middle of what did.
      if (leads ? !warm(next) : !inside(next)) return;
      if (leads || seen.has(next)) leaders.add(next);
      work.push(next);
    };
    const kind = kindOf(program, row);
    if (kind === "branch") {
      follow(program.taken[row]!, true);
      follow(program.next[row]!, true);
    } else if (kind === "call") {
      follow(program.rowOf(returnOf(program, row)), true);
    } else if (kind === "computed") {
      for (const target of targets) follow(target, true);
    } else if (kind === "goto") {
      const next = program.next[row]!;
      follow(next, next !== row + 1 || alone(row) || alone(next));
    }
  }
  // A row may have been queued before another way to it was met.
  const ways = new Map<number, number>();
  for (const row of seen)
    for (const next of successors(program, row)) ways.set(next, (ways.get(next) ?? 0) + 1);
  for (const [row, count] of ways) if (count > 1 && seen.has(row)) leaders.add(row);

  // 2. Blocks, the entry first.
  const number = new Map<number, number>();
  for (const row of leaders) if (seen.has(row)) number.set(row, number.size);
  const exit = (row: number, pc: number): Exit => ({ block: number.get(row) ?? none, pc });
  const blocks = [...number.keys()].map((leader): Block => {
    const rows: number[] = [];
    for (let row = leader; ;) {
      rows.push(row);
      const next = program.next[row]!;
      const kind = kindOf(program, row);
      if (kind === "goto" && seen.has(next) && !number.has(next)) {
        row = next;
        continue;
      }
      return { rows, end: endOf(program, row, kind, exit, targets) };
    }
  });
  return { blocks };
}

/** A jump by a register that calls leave their return address in. */
function isReturn(program: MicroProgram, row: number): boolean {
  return program.rs1[row] === 1 || program.rs1[row] === 5;
}

type Kind = "goto" | "branch" | "call" | "computed" | "end";

function kindOf(program: MicroProgram, row: number): Kind {
  if (program.end[row] === 1) return "end";
  if (program.flow[row] === flow.call) return "call";
  if (program.computed[row] === 1) return "computed";
  return program.taken[row] === program.next[row] && program.takenPc[row] === program.nextPc[row]
    ? "goto"
    : "branch";
}

/** The address that a call leaves in its register. */
function returnOf(program: MicroProgram, row: number): number {
  if (program.link[row] !== 0) return program.link[row]!;
  // A fused call stores its return address as a plain value.
  return program.b[row] === from.imm && program.store[row] === to.reg ? program.bLo[row]! >>> 0 : 0;
}

function successors(program: MicroProgram, row: number): number[] {
  switch (kindOf(program, row)) {
    case "goto":
      return [program.next[row]!];
    case "branch":
      return [program.next[row]!, program.taken[row]!];
    default:
      return [];
  }
}

function endOf(
  program: MicroProgram,
  row: number,
  kind: Kind,
  exit: (row: number, pc: number) => Exit,
  targets: readonly number[],
): BlockEnd {
  switch (kind) {
    case "end":
      return { kind };
    case "computed":
      return {
        kind,
        targets: isReturn(program, row)
          ? []
          : targets.map((to) => exit(to, program.owner[to]!)).filter((to) => to.block >= 0),
      };
    case "goto":
      return { kind, next: exit(program.next[row]!, program.nextPc[row]!) };
    case "branch":
      return {
        kind,
        taken: exit(program.taken[row]!, program.takenPc[row]!),
        next: exit(program.next[row]!, program.nextPc[row]!),
      };
    case "call": {
      const returnTo = returnOf(program, row);
      return {
        kind,
        target: program.computed[row] === 1 ? null : program.nextPc[row]!,
        returnTo,
        after: exit(program.rowOf(returnTo), returnTo).block,
      };
    }
  }
}
