import { attributeCounts, type Attribution } from "../analysis/attribute";
import type { CallTree } from "../profile/model";
import { exact } from "../profile/numbers";
import type { ElfImage } from "../symbols/types";
import type { MergedParts } from "./mergeParts";

/** Counts by function and line, where there is an ELF; says where counts and totals disagree, and what is cut or missing. */
export function attributeZisk(
  merged: MergedParts,
  elf: ElfImage | null,
  warnings: string[],
): Attribution | null {
  const { counts, totals } = merged;
  if (counts === null) return null;
  const sum = counts.count.subarray(0, counts.length).reduce((a, b) => a + b, 0);
  const steps = totals["steps"] ?? null;
  if (steps !== null && (counts.complete ? sum !== steps : sum > steps))
    warnings.push(
      `the execution counts add up to ${sum.toLocaleString("en-US")} steps, the run had ${steps.toLocaleString("en-US")}: ${sum < steps ? "is the file whole, and" : "are the files"} of one run?`,
    );
  // A histogram of every address that was executed is whole, though nothing in it says so.
  if (!counts.complete && sum !== steps)
    warnings.push("the execution counts are cut: figures by line and function are lower bounds");
  if (elf === null) {
    warnings.push("execution counts are by address; give the guest's ELF for functions and lines");
    return null;
  }
  const attribution = attributeCounts(counts, elf);
  warnings.push(...attribution.warnings);
  if (attribution.lines === null)
    warnings.push(
      "the ELF has no line table: build it with CARGO_PROFILE_RELEASE_DEBUG=line-tables-only for lines",
    );
  return attribution;
}

/** VARIABLE less what the tree holds; null where either is unknown. */
export function outsideTree(merged: MergedParts, tree: CallTree | null, warnings: string[]): number | null {
  const variable = merged.totals["variable"] ?? null;
  const cost = tree?.self["cost"];
  if (variable === null || cost === undefined) return null;
  const held = exact(
    cost.reduce((a, b) => a + b, 0),
    "cost",
  );
  if (held > variable) {
    warnings.push(
      `the call tree holds a cost of ${held.toLocaleString("en-US")}, more than the run's ${variable.toLocaleString("en-US")}: are the files of one run?`,
    );
    return null;
  }
  if (held < variable)
    warnings.push(
      `the call tree lacks a cost of ${(variable - held).toLocaleString("en-US")}: what ran before the first call, and data initialisation`,
    );
  return variable - held;
}

/** Why figures that one would look for are not there. */
export function sayWhatIsMissing(
  merged: MergedParts,
  attribution: Attribution | null,
  tree: CallTree | null,
  warnings: string[],
): void {
  const { listed } = merged;
  if (listed?.disabled === true)
    warnings.push(
      "the emulator lost its call stack and printed no functions; --disasm gives self steps all the same",
    );
  if (listed === null || listed.functions.length === 0) return;
  const { variant } = merged.source;
  if (variant === "F2" || variant === "F3")
    warnings.push("ziskemu 0.15 to 0.16.1 counts recursive functions more than once");
  if (attribution !== null || tree !== null) return;
  warnings.push(
    listed.inclusive
      ? "functions are the emulator's list: inclusive figures, self figures are not known from a report alone"
      : "functions are the emulator's list: self figures, inclusive ones are not known from a report of 0.13 or 0.14",
  );
}
