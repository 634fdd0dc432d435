import type { InstructionTable } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import { inlineTree } from "./inlineTree";

/** Most functions that the summary of inlined code names. */
const maxInlined = 8;

/** A function whose code was inlined into another one, and its own cost there. */
export interface InlinedCode {
  readonly metric: string;
  readonly name: string;
  readonly self: number;
  /** Of the function it was inlined into: 0 to 1. */
  readonly share: number;
}

/** What was inlined into a function and costs most there by itself; empty without counts or debug information. */
export function inlinedCode(
  instructions: InstructionTable | null,
  func: number,
  elf: ElfImage,
): InlinedCode[] {
  if (instructions === null) return [];
  const metric = ["cost", "steps", "cycles"].find((id) => instructions.self[id] !== undefined);
  if (metric === undefined) return [];
  const tree = inlineTree(instructions, metric, func, elf);
  if (tree === null) return [];
  const byName = new Map<string, number>();
  let whole = 0;
  for (let row = 0; row < tree.length; row++) {
    whole += tree.self[row]!;
    if (tree.prefix[row]! >= 0)
      byName.set(tree.name[row]!, (byName.get(tree.name[row]!) ?? 0) + tree.self[row]!);
  }
  return [...byName]
    .filter(([, self]) => self > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxInlined)
    .map(([name, self]) => ({ metric, name, self, share: self / whole }));
}
