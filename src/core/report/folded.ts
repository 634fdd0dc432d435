import { CycleLensError } from "../errors";
import type { CallTree, MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { selfMetric, stackTree } from "./stacks";

const maxChars = 256 * 2 ** 20;

/**
 * Collapsed stacks: `root;caller;callee N`, one line a call-tree node with self cost; functions
 * alone where there is no tree. Throws `unsupported` where no self cost is known, `too-large`
 * where the stacks are too deep for this format.
 */
export function foldedReport(profile: Profile, metric?: MetricId): string {
  const id = selfMetric(profile, metric);
  const { functions } = profile;
  const tree = stackTree(profile, id);
  const out: string[] = [];
  const self = tree?.self[id];
  if (tree === null || self === undefined) {
    const column = functions.self[id];
    for (let row = 0; row < functions.length; row++)
      if ((column?.[row] ?? 0) > 0)
        out.push(`${foldedName(functions.name[row] ?? "?")} ${foldedCount(column?.[row] ?? 0)}\n`);
    return out.join("");
  }
  const { has, text } = foldedStacks(tree, (node) => (self[node] ?? 0) > 0);
  for (let node = 0; node < tree.length; node++)
    if (has(node)) out.push(`${text(node)} ${foldedCount(self[node] ?? 0)}\n`);
  return out.join("");
}

/** The stacks of the nodes that are shown, each when it is asked for. Throws `too-large` where together they are. */
export function foldedStacks(
  tree: CallTree,
  has: (node: number) => boolean,
): { readonly has: (node: number) => boolean; readonly text: (node: number) => string } {
  const names = tree.frames.name.map(foldedName);
  if (sizeOf(tree, names, has) > maxChars)
    throw new CycleLensError(
      "too-large",
      "the stacks are too deep for the folded form",
      "use --format speedscope",
    );
  const text = (node: number): string => {
    const stack: string[] = [];
    for (let at = node; at >= 0; at = tree.prefix[at] ?? -1) stack.push(names[tree.frame[at] ?? -1] ?? "?");
    return stack.reverse().join(";");
  };
  return { has, text };
}

/** Characters of all stacks: each repeats its callers' names, so a deep tree grows by the square of its depth. */
function sizeOf(tree: CallTree, names: readonly string[], has: (node: number) => boolean): number {
  const lengths = new Float64Array(tree.length);
  let size = 0;
  for (let node = 0; node < tree.length; node++) {
    const parent = tree.prefix[node] ?? -1;
    lengths[node] =
      (names[tree.frame[node] ?? -1]?.length ?? 1) + 1 + (parent < 0 ? 0 : (lengths[parent] ?? 0));
    if (has(node)) size += (lengths[node] ?? 0) + 12;
  }
  return size;
}

/** Semicolons part frames and a newline ends a stack: neither may stand in a name. */
export function foldedName(name: string): string {
  const safe = safeName(name).replace(/;/g, ":").trim();
  return safe === "" ? "?" : safe;
}

/** Whole numbers as they are; fractions as decimals, which the field's tools take, never with an exponent. */
export function foldedCount(value: number): string {
  const plain = String(value);
  return plain.includes("e") ? value.toFixed(value < 1 ? 9 : 0) : plain;
}
