import type { PatchRule, RuleFile } from "./rulesTypes";
import { inRange, parseVersion } from "./rulesVersions";

export interface RuleProblem {
  /** `note`: worth knowing, such as a version that has no patch for a newer SDK. */
  readonly level: "error" | "note";
  readonly text: string;
}

/**
 * Duplicates (one crate twice in a file, one library twice), overlaps (two patches of one version for one SDK), names that no library
 * list knows, and SDK lines that one version of a crate has a patch for and another has not.
 */
export function checkRules(
  files: readonly { readonly file: string; readonly rules: RuleFile }[],
): readonly RuleProblem[] {
  const problems: RuleProblem[] = [];
  const error = (text: string): void => void problems.push({ level: "error", text });
  const libraries = new Set(files.flatMap((f) => (f.rules.libraries ?? []).map((l) => l.crate)));
  for (const { file, rules } of files) {
    for (const name of repeated((rules.libraries ?? []).map((l) => l.crate)))
      error(`${file}: library ${name} stands twice`);
    for (const name of repeated((rules.crates ?? []).map((r) => r.crate)))
      error(`${file}: the rule of ${name} stands twice`);
    for (const id of repeated((rules.crates ?? []).map((r) => r.id)))
      error(`${file}: the id ${id} stands twice`);
    for (const library of rules.libraries ?? []) {
      for (const via of library.via ?? [])
        if (!libraries.has(via)) error(`${file}: ${library.crate} goes via ${via}, which is no library`);
    }
    for (const rule of rules.crates ?? []) {
      if (!libraries.has(rule.crate)) error(`${file}: ${rule.crate} has a rule but serves no operation`);
      if (rule.id !== `${rules.backend ?? ""}.${rule.crate}`)
        error(`${file}: the id of ${rule.crate} is not ${rules.backend ?? ""}.${rule.crate}`);
      const patches = rule.patches ?? [];
      overlaps(patches).forEach((text) => error(`${file}: ${rule.crate} ${text}`));
      gaps(patches).forEach((text) =>
        problems.push({ level: "note", text: `${file}: ${rule.crate} ${text}` }),
      );
    }
  }
  return problems;
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
}

/** Every bound of the ranges is a version to try: between two bounds nothing changes. */
function bounds(patches: readonly PatchRule[]): string[] {
  const found = patches.flatMap((p) => [...(p.sdk ?? "").matchAll(/\d[0-9A-Za-z.-]*/g)].map((m) => m[0]));
  return [...new Set(found)].filter((v) => parseVersion(v) !== null);
}

function overlaps(patches: readonly PatchRule[]): string[] {
  const texts = new Set<string>();
  for (const sdk of [...bounds(patches), "0.0.0"]) {
    const here = patches.filter((p) => inRange(sdk, p.sdk) === true);
    for (const key of repeated(here.map((p) => `${p.version} ${p.from ?? "crates.io"}`))) {
      texts.add(`${key} has two patches for SDK ${sdk}`);
    }
  }
  return [...texts];
}

function gaps(patches: readonly PatchRule[]): string[] {
  const versions = [...new Set(patches.filter((p) => !p.from).map((p) => p.version))];
  return bounds(patches).flatMap((sdk) => {
    const have = new Set(
      patches.filter((p) => !p.from && inRange(sdk, p.sdk) === true).map((p) => p.version),
    );
    const without = versions.filter((v) => !have.has(v));
    return have.size === 0 || without.length === 0
      ? []
      : [`${without.join(", ")} has no patch for SDK ${sdk}, ${[...have].join(", ")} has`];
  });
}
