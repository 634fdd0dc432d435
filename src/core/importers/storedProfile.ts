import type { Profile } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { ProfilePart } from "./artefact";
import { withGuestSymbols } from "./openvmSymbols";

/**
 * The profile that one file holds as a whole, with names where the other files have them; what is not used beside it,
 * is said. `elfFile` is the name of the ELF's file, null where it has none.
 */
export function storedProfile(
  whole: ProfilePart & { readonly profile: Profile },
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  elfFile: string | null,
): Profile {
  const profile = symbolicated(whole, parts, elf, elfFile);
  const others = parts
    .filter((part) => part !== whole && !(part.guestSymbols && whole.format === "openvm-metrics"))
    .map((part) => part.file);
  const warnings = [...profile.warnings, ...whole.warnings];
  if (others.length > 0)
    warnings.push(`${whole.file} is a whole profile; not used beside it: ${others.join(", ")}`);
  return warnings.length === profile.warnings.length ? profile : { ...profile, warnings };
}

/** A profile of addresses gets its names from the ELF, one of spans from OpenVM's file of symbols. */
function symbolicated(
  whole: ProfilePart & { readonly profile: Profile },
  parts: readonly ProfilePart[],
  elf: ElfImage | null,
  elfFile: string | null,
): Profile {
  const { profile } = whole;
  const guest = whole.format === "openvm-metrics" ? parts.find((part) => part.guestSymbols) : undefined;
  if (guest?.guestSymbols) return withGuestSymbols(profile, guest.guestSymbols, guest.file);
  if (elf === null || whole.withElf === undefined) return profile;
  const named = whole.withElf(elf, elfFile);
  if (named === null)
    return {
      ...profile,
      warnings: [...profile.warnings, `${elfFile ?? "the ELF"} is none of the programs in ${whole.file}`],
    };
  return elfFile === null
    ? named
    : { ...named, source: { ...named.source, files: [...named.source.files, elfFile] } };
}
