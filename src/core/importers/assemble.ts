import { CycleLensError } from "../errors";
import type { Engine, Outcome, Profile } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { ProfilePart } from "./artefact";
import { isSp1Run, sp1Profile } from "./sp1Profile";
import { storedProfile } from "./storedProfile";
import { ziskProfile } from "./ziskProfile";

/** What the one who started the run knows better than its files. */
export interface AssembleOptions {
  /** As `--version` said. */
  readonly engine?: Engine;
  /** The process's own exit code. */
  readonly exitCode?: number | null;
  /** Name of the ELF's file, for the profile's source. */
  readonly elfFile?: string;
  /** For a run that was stopped from outside. */
  readonly outcome?: Outcome;
  readonly warnings?: readonly string[];
}

/**
 * Joins what the files of one run say into one Profile (docs/design.md §3, §6): a file that is a whole profile stands
 * for itself, otherwise they are an SP1 run's or a ZisK run's. Throws `bad-input` where none says what a run cost.
 */
export function assemble(
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  options: AssembleOptions = {},
): Profile {
  const whole = parts.find(isWhole);
  if (whole !== undefined) return storedProfile(whole, parts, elf, options.elfFile ?? null);
  if (parts.length > 0 && parts.every((part) => part.guestSymbols))
    throw new CycleLensError(
      "bad-input",
      `${parts[0]!.file} holds only names of an OpenVM guest's functions`,
      "give the metrics of the run with it, the file that OUTPUT_PATH named",
    );
  return isSp1Run(parts) ? sp1Profile(parts, elf, options) : ziskProfile(parts, elf, options);
}

function isWhole(part: ProfilePart): part is ProfilePart & { readonly profile: Profile } {
  return Boolean(part.profile);
}
