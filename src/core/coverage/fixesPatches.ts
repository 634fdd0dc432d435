import { moveFix, removeFix } from "./fixes";
import type { ResolvedGuest } from "./resolved";
import type { Finding } from "./types";

/**
 * What is wrong with a declared patch itself, whatever crate it was meant for, each with its fix. Where a crate's row speaks of the
 * patch (`told`, by index), its fix is the better one.
 */
export function fixesOfPatches(
  guest: ResolvedGuest,
  told: ReadonlySet<number>,
  files: ReadonlyMap<string, string>,
): readonly Finding[] {
  return guest.patches.flatMap((patch, at): Finding[] => {
    const place = patch.keyPlace;
    if (told.has(at)) return [];
    if (patch.duplicateOf) {
      return [
        {
          kind: "duplicate-patch",
          severity: "warning",
          message: `The patch of ${patch.package} is declared twice`,
          place,
          fix: removeFix(patch, files),
        },
      ];
    }
    if (patch.state === "ignored" && patch.where === "member") {
      return [
        {
          kind: "ignored-patch",
          severity: "warning",
          message: patch.reason,
          place,
          fix: moveFix(guest, patch, files),
        },
      ];
    }
    if (patch.state === "unused") {
      return [
        {
          kind: "unused-patch",
          severity: "warning",
          message: patch.reason,
          place,
          fix: removeFix(patch, files),
        },
      ];
    }
    if (patch.state === "stale") {
      return [{ kind: "stale-patch", severity: "warning", message: patch.reason, place, fix: null }];
    }
    return [];
  });
}
