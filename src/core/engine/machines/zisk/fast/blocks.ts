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
  | { readonly kind: "computed" }
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
const mostRows = 6000;

const none = -1;

/**
 * The blocks reachable from `entry` without leaving [start, end). Calls do not leave: their return point is
 * reached. `alone` marks steps that must be a block of their own; `targets` are where computed jumps of this
 * region are known to go.
 */
export function regionFrom(
  program: MicroProgram,
  entry: number,
  start: number,
  end: number,
  alone: (row: number) => boolean,
  targets: readonly number[],
): Region {
  const inside = (row: number): boolean =>
    row >= 0 && program.owner[row]! >= start && program.owner[row]! < end;
  const leaders = new Set<number>([entry]);
  const seen = new Set<number>();
  const work = [entry];
  // 1. Rows that can be reached, and which of them begin a block.
  for (let at = 0; at < work.length; at++) {
    const row = work[at]!;
    if (seen.has(row)) continue;
    // Never cut inside an instruction: its later steps have no address to enter at.
    if (seen.size >= mostRows && program.pc[row] === program.owner[row]) continue;
    seen.add(row);
    const follow = (next: number, leads: boolean): void => {
      if (!inside(next)) return;
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
      if (kind === "goto" && seen.has(next) && !number.has(next) && inside(next)) {
        row = next;
        continue;
      }
      return { rows, end: endOf(program, row, kind, exit) };
    }
  });
  return { blocks };
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
): BlockEnd {
  switch (kind) {
    case "end":
    case "computed":
      return { kind };
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
