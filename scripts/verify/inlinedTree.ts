import type { Profile } from "../../src/core/profile/model";
import type { DebugInfo } from "../../src/core/symbols/types";

/**
 * Differences of the call tree with inlined functions from what is known without it: with what was inlined folded into
 * its functions it is the call tree, and all paths together each chain of inlined functions costs what its instructions
 * do.
 */
export function inlinedDifferences(profile: Profile, debug: DebugInfo | null): string[] {
  const { inlinedTree, callTree } = profile;
  if (inlinedTree === undefined || callTree === null) return ["no call tree with inlined functions"];
  const out: string[] = [];
  for (const { id } of profile.metrics) {
    same(`${id} by path`, byPath(callTree, id), byPath(inlinedTree, id), out);
    same(`${id} by chain`, byInstruction(profile, debug, id), byChain(inlinedTree, id), out);
  }
  // What the cost is made of: in all what it is, and by chain where instructions tell it too.
  const { self } = inlinedTree;
  const whole = profile.metrics[0]!.id;
  const parts = Object.keys(self).filter((id) => profile.metrics.every((metric) => metric.id !== id));
  if (parts.length === 0) out.push("no parts");
  self[whole]!.forEach((value, node) => {
    const sum = parts.reduce((all, id) => all + self[id]![node]!, 0);
    if (sum !== value) out.push(`parts of node ${String(node)}: ${String(sum)}, not ${String(value)}`);
  });
  for (const id of parts)
    if (profile.instructions!.self[id] !== undefined)
      same(`${id} by chain`, byInstruction(profile, debug, id), byChain(inlinedTree, id), out);
  return out.slice(0, 100);
}

type Tree = NonNullable<Profile["callTree"]>;

function same(what: string, wanted: Map<string, number>, got: Map<string, number>, out: string[]): void {
  for (const key of new Set([...wanted.keys(), ...got.keys()])) {
    const [a, b] = [got.get(key) ?? 0, wanted.get(key) ?? 0];
    if (a !== b)
      out.push(`${what}: ${String(a)}, not ${String(b)}, of ${key.slice(-200).replace(/\n/g, " > ")}`);
  }
}

/** Self by the functions that called one another; what was inlined counts for its function. */
function byPath(tree: Tree, metric: string): Map<string, number> {
  const ids = new Map<string, number>();
  const at = new Int32Array(tree.length);
  const sums: number[] = [];
  const names: string[] = [];
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node]!;
    const frame = tree.frame[node]!;
    const above = parent < 0 ? -1 : at[parent]!;
    if (tree.frames.inlined[frame] === 1) at[node] = above;
    else {
      const key = `${String(above)} ${String(tree.frames.func[frame])}`;
      let id = ids.get(key);
      if (id === undefined) {
        ids.set(key, (id = sums.push(0) - 1));
        names.push(
          `${above < 0 ? "" : names[above]!.slice(-1000)}\n${tree.frames.name[frame]!}#${String(frame)}`,
        );
      }
      at[node] = id;
    }
    sums[at[node]!]! += tree.self[metric]![node]!;
  }
  // Nodes are numbered in another order: by name, of which equal ones are added up.
  return added(names, sums);
}

/** Self by function and what was inlined there, outermost first, whoever called it. */
function byChain(tree: Tree, metric: string): Map<string, number> {
  const names: string[] = [];
  const { frames } = tree;
  for (let node = 0; node < tree.length; node++) {
    const frame = tree.frame[node]!;
    names[node] =
      frames.inlined[frame] === 1
        ? `${names[tree.prefix[node]!]!}\n${withoutPath(frames.name[frame]!)}`
        : `${String(frames.func[frame])} ${frames.name[frame]!}`;
  }
  return added(names, tree.self[metric]!);
}

function byInstruction(profile: Profile, debug: DebugInfo | null, metric: string): Map<string, number> {
  const { pc, func, self } = profile.instructions!;
  const names = Array.from(pc, (at, i) => {
    const chain =
      debug
        ?.frames(at)
        .slice(0, -1)
        .map((frame) => withoutPath(frame.name ?? "?")) ?? [];
    return [`${String(func[i])} ${profile.functions.name[func[i]!]!}`, ...chain.reverse()].join("\n");
  });
  return added(names, self[metric]!);
}

/** Of functions that are not mangled all debug information at once knows the path, and that of some code does not. */
function withoutPath(name: string): string {
  return name.replace(/^(?:[A-Za-z_]\w*::)+(?=[A-Za-z_{])/, "");
}

function added(names: readonly string[], values: ArrayLike<number>): Map<string, number> {
  const out = new Map<string, number>();
  names.forEach((name, i) => {
    if (values[i] !== 0) out.set(name, (out.get(name) ?? 0) + values[i]!);
  });
  return out;
}
