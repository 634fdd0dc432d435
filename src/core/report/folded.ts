import { CycleLensError } from "../errors";
import type { MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { selfMetric } from "./stacks";

const maxChars = 400 * 2 ** 20;

/**
 * Collapsed stacks: `root;caller;callee N`, one line a call-tree node with self cost; functions
 * alone where there is no tree. Throws `unsupported` where no self cost is known, `too-large`
 * where the stacks are too deep for this format.
 */
export function foldedReport(profile: Profile, metric?: MetricId): string {
  const id = selfMetric(profile, metric);
  const { callTree: tree, functions } = profile;
  const out: string[] = [];
  let size = 0;
  const push = (stack: string, value: number) => {
    const line = `${stack} ${Math.round(value)}\n`;
    size += line.length;
    if (size > maxChars)
      throw new CycleLensError(
        "too-large",
        "the stacks are too deep for the folded form",
        "use --format speedscope",
      );
    out.push(line);
  };
  if (tree?.self[id] === undefined) {
    const self = functions.self[id];
    for (let row = 0; row < functions.length; row++)
      if ((self?.[row] ?? 0) > 0) push(foldedName(functions.name[row] ?? "?"), self?.[row] ?? 0);
    return out.join("");
  }
  const self = tree.self[id];
  const names = tree.frames.name.map(foldedName);
  for (let node = 0; node < tree.length; node++) {
    if (!((self[node] ?? 0) > 0)) continue;
    const stack: string[] = [];
    let chars = size;
    for (let at = node; at >= 0; at = tree.prefix[at] ?? -1) {
      const name = names[tree.frame[at] ?? -1] ?? "?";
      chars += name.length + 1;
      if (chars > maxChars) push("?".repeat(maxChars), 0);
      stack.push(name);
    }
    push(stack.reverse().join(";"), self[node] ?? 0);
  }
  return out.join("");
}

/** Semicolons part frames and a newline ends a stack: neither may stand in a name. */
export function foldedName(name: string): string {
  const safe = safeName(name).replace(/;/g, ":").trim();
  return safe === "" ? "?" : safe;
}
