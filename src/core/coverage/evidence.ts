import type { Profile } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import { adviceOfProfile } from "./adviceProfile";
import { evidenceOfElf } from "./evidenceElf";
import { evidenceOfProfile } from "./evidenceProfile";
import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import type { JudgedCrate } from "./statesTypes";
import type { CoverageState, Finding, Operation } from "./types";

/** What a run or an ELF adds to what the manifests say. */
export interface RunEvidence {
  /** Operations whose cell it decides. */
  readonly decided: ReadonlyMap<Operation, { readonly state: CoverageState; readonly note: string }>;
  readonly findings: readonly Finding[];
  /** Primary metric spent in the functions of this crate; null without a profile. */
  costOf(row: JudgedCrate): number | null;
}

/** Evidence of an ELF and of a profile; the profile, which says what really ran, wins. */
export function evidenceOfRun(
  guest: ResolvedGuest,
  crates: readonly JudgedCrate[],
  rules: RuleSet,
  inputs: { readonly profile: Profile | null; readonly elf: ElfImage | null },
): RunEvidence {
  const linked = inputs.elf ? evidenceOfElf(guest, inputs.elf, rules) : null;
  const ran = inputs.profile ? evidenceOfProfile(guest, crates, inputs.profile, rules) : null;
  return {
    decided: new Map([...(linked?.decided ?? []), ...(ran?.decided ?? [])]),
    findings: [
      ...(linked?.findings ?? []),
      ...(ran?.findings ?? []),
      ...(inputs.profile ? adviceOfProfile(inputs.profile) : []),
    ],
    costOf: (row) => ran?.costOf(row) ?? null,
  };
}
