import type { Outcome, Profile } from "../profile/model";
import type { ProfilePart } from "./artefact";

const cut: Outcome = { status: "truncated", message: "the compressed file is cut off" };

/** What was read of a compressed file that ends too early, whatever its text looks like: a cut may fall on a line's end. */
export function cutPart(part: ProfilePart): ProfilePart {
  const { profile, withElf } = part;
  const said = (profile?.outcome ?? part.outcome)?.status;
  if (said !== undefined && said !== "ok") return part;
  const warning = `${part.file} is truncated: the profile holds what could be unpacked`;
  const marked = (whole: Profile): Profile => ({
    ...whole,
    outcome: cut,
    warnings: [...whole.warnings, warning],
  });
  if (!profile) return { ...part, outcome: cut, warnings: [...part.warnings, warning] };
  return {
    ...part,
    profile: marked(profile),
    ...(withElf
      ? {
          withElf: (elf, elfFile) => {
            const made = withElf(elf, elfFile);
            return made === null ? null : marked(made);
          },
        }
      : {}),
  };
}
