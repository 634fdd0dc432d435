import { compareProfiles } from "../compare/compareProfiles";
import { compareTrees } from "../compare/compareTrees";
import { CycleLensError } from "../errors";
import type { MetricId, Profile } from "../profile/model";
import { foldedCount, foldedName, foldedStacks } from "./folded";
import { stackTree } from "./stacks";

/**
 * Two runs as what differential flame graphs are drawn from (the form of `difffolded.pl`): `root;caller;callee BASE NEW`, a
 * line each stack that costs something itself in either run. Functions are matched as a comparison matches them; alone
 * where a side has no call tree. Throws `unsupported` where no self cost is known on both sides, `too-large`.
 */
export function diffFoldedReport(base: Profile, next: Profile, metric?: MetricId): string {
  const comparison = compareProfiles(base, next, metric === undefined ? {} : { metric });
  const id = comparison.metric;
  const trees = compareTrees(withAllStacks(base, id), withAllStacks(next, id), id);
  const [before, after] = [trees?.base.self[id], trees?.next.self[id]];
  if (trees === null || before === undefined || after === undefined) {
    const rows = comparison.functions.flatMap(({ name, self }) => {
      const { base: from = null, next: to = null } = self[id] ?? {};
      return (from ?? 0) > 0 || (to ?? 0) > 0 ? [[foldedName(name), from ?? 0, to ?? 0] as const] : [];
    });
    if (comparison.order === "self") return rows.map(line).join("");
    throw new CycleLensError(
      "unsupported",
      `the two runs do not both know what functions cost themselves in ${id}`,
      "compare profiles with call trees, or choose the text form",
    );
  }
  const out: string[] = [];
  const { has, text } = foldedStacks(trees.next, (node) => before[node]! > 0 || after[node]! > 0);
  for (let node = 0; node < trees.next.length; node++)
    if (has(node)) out.push(line([text(node), before[node]!, after[node]!]));
  return out.join("");
}

function line([stack, base, next]: readonly [string, number, number]): string {
  return `${stack} ${foldedCount(base)} ${foldedCount(next)}\n`;
}

/** The profile with what its call tree does not carry as one more root. */
function withAllStacks(profile: Profile, metric: MetricId): Profile {
  return { ...profile, callTree: stackTree(profile, metric) };
}
