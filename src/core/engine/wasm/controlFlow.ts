/** How a basic block ends. Blocks are numbered; block 0 is the entry. */
export type Terminator =
  /** The block's own code returned. */
  | { readonly kind: "exit" }
  | { readonly kind: "goto"; readonly to: number }
  /** The block's code left an i32 on the stack: not 0 goes to `yes`. */
  | { readonly kind: "branch"; readonly yes: number; readonly no: number }
  /** The i32 in the local `index` chooses: i goes to `cases[i]`, anything beyond to `otherwise`. */
  | {
      readonly kind: "switch";
      readonly index: number;
      readonly cases: readonly number[];
      readonly otherwise: number;
    };

export type ControlFlow = readonly Terminator[];

function successorsOf(end: Terminator): readonly number[] {
  switch (end.kind) {
    case "exit":
      return [];
    case "goto":
      return [end.to];
    case "branch":
      return end.yes === end.no ? [end.yes] : [end.yes, end.no];
    case "switch":
      return [...new Set([...end.cases, end.otherwise])];
  }
}

/** What the structured form needs to know of a graph; rows of blocks that cannot be reached are -1 or 0. */
export interface FlowShape {
  /** Reachable blocks in reverse postorder. */
  readonly order: Int32Array;
  /** Place in `order`; -1 where not reachable. */
  readonly place: Int32Array;
  /** Immediate dominator; the entry's is itself. */
  readonly dominator: Int32Array;
  /** 1 for a block with an edge from a block that it dominates. */
  readonly loopHeader: Uint8Array;
  /** 1 for a block with two or more forward edges into it. */
  readonly merge: Uint8Array;
  /** False where an edge goes back to a block that does not dominate its source. */
  readonly reducible: boolean;
}

/** Dominators by Cooper, Harvey and Kennedy's iteration over reverse postorder. */
export function shapeOf(flow: ControlFlow): FlowShape {
  const order = reversePostorder(flow);
  const place = new Int32Array(flow.length).fill(-1);
  order.forEach((block, at) => (place[block] = at));
  const predecessors: number[][] = flow.map(() => []);
  for (const block of order) for (const to of successorsOf(flow[block]!)) predecessors[to]!.push(block);
  const dominator = dominatorsOf(order, place, predecessors);
  const loopHeader = new Uint8Array(flow.length);
  const merge = new Uint8Array(flow.length);
  let reducible = true;
  const depth = depthsOf(order, dominator);
  for (const block of order) {
    let forward = 0;
    for (const from of predecessors[block]!) {
      if (place[from]! < place[block]!) forward++;
      else if (dominates(block, from, dominator, depth)) loopHeader[block] = 1;
      else reducible = false;
    }
    // A case list may name the block more than once: then it cannot be written in place of the branch.
    if (forward > 1 || predecessors[block]!.some((from) => flow[from]!.kind === "switch")) merge[block] = 1;
  }
  return { order, place, dominator, loopHeader, merge, reducible };
}

function reversePostorder(flow: ControlFlow): Int32Array {
  const seen = new Uint8Array(flow.length);
  const out: number[] = [];
  const stack: { block: number; next: readonly number[]; at: number }[] = [];
  const enter = (block: number): void => {
    seen[block] = 1;
    stack.push({ block, next: successorsOf(flow[block]!), at: 0 });
  };
  enter(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = top.next[top.at++];
    if (to === undefined) {
      out.push(top.block);
      stack.pop();
    } else if (seen[to] === 0) enter(to);
  }
  return Int32Array.from(out.reverse());
}

function dominatorsOf(order: Int32Array, place: Int32Array, predecessors: number[][]): Int32Array {
  const dominator = new Int32Array(place.length).fill(-1);
  dominator[order[0]!] = order[0]!;
  for (let changed = true; changed;) {
    changed = false;
    for (let i = 1; i < order.length; i++) {
      const block = order[i]!;
      let common = -1;
      for (const from of predecessors[block]!) {
        if (dominator[from] === -1) continue;
        common = common === -1 ? from : meet(from, common, dominator, place);
      }
      if (dominator[block] !== common) {
        dominator[block] = common;
        changed = true;
      }
    }
  }
  return dominator;
}

function meet(a: number, b: number, dominator: Int32Array, place: Int32Array): number {
  while (a !== b) {
    while (place[a]! > place[b]!) a = dominator[a]!;
    while (place[b]! > place[a]!) b = dominator[b]!;
  }
  return a;
}

function depthsOf(order: Int32Array, dominator: Int32Array): Int32Array {
  const depth = new Int32Array(dominator.length);
  for (let i = 1; i < order.length; i++) depth[order[i]!] = depth[dominator[order[i]!]!]! + 1;
  return depth;
}

function dominates(above: number, below: number, dominator: Int32Array, depth: Int32Array): boolean {
  while (depth[below]! > depth[above]!) below = dominator[below]!;
  return above === below;
}
