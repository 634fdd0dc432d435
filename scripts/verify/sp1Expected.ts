/** `expected.json` of an SP1 guest, as another program folded it from SP1's own files. */
export interface Sp1Expected {
  readonly cycles: number;
  readonly exitCode: number;
  readonly gas: number;
  readonly opcodes: Readonly<Record<string, number>>;
  readonly syscalls: Readonly<Record<string, number>>;
  readonly cycleTracker: Readonly<Record<string, number>>;
  readonly invocationTracker: Readonly<Record<string, number>>;
  readonly traces: Readonly<Record<string, Sp1Trace>>;
}

export interface Sp1Trace {
  readonly totalWeight: number;
  readonly weightWithoutStack: number;
  readonly frames: number;
  readonly stacks: number;
  readonly roots: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, { readonly self: number; readonly inclusive: number }>>;
  readonly callTree: readonly Sp1Node[];
}

export interface Sp1Node {
  readonly name: string;
  readonly self: number;
  readonly inclusive: number;
  readonly children: readonly Sp1Node[];
}

/** Differences between two tables of numbers, both ways. */
export function differences(
  what: string,
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): string[] {
  const out: string[] = [];
  for (const [name, value] of expected)
    if (found.get(name) !== value)
      out.push(`${what} ${name}: ${String(found.get(name) ?? "missing")}, expected ${String(value)}`);
  for (const name of found.keys()) if (!expected.has(name)) out.push(`${what} ${name}: not expected`);
  return out;
}

/** `self` and `inclusive` of every path of the tree, names joined by a line feed. */
export function expectedPaths(roots: readonly Sp1Node[]): Map<string, number> {
  const out = new Map<string, number>();
  const open = roots.map((node) => ({ node, path: node.name }));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    out.set(`${at.path}\nself`, at.node.self);
    out.set(`${at.path}\ninclusive`, at.node.inclusive);
    for (const child of at.node.children) open.push({ node: child, path: `${at.path}\n${child.name}` });
  }
  return out;
}
