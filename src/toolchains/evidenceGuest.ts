import type { Coverage } from "../core/coverage/types";
import type { Profile } from "../core/profile/model";
import { crateName } from "../core/rust/modulePath";

/**
 * The guest that a run or ELF is evidence for, where nobody named it: the only one, or the only one whose own crate is
 * in the profile. Gives its manifest; null where that cannot be told.
 */
export function evidenceGuest({ guests }: Coverage, profile: Profile | null): string | null {
  const manifests = new Set(guests.map(({ manifest }) => manifest));
  if (manifests.size === 1) return guests[0]!.manifest;
  if (profile === null) return null;
  const crates = new Set(profile.functions.crate);
  const ran = new Set(
    guests.filter(({ name }) => crates.has(crateName(name))).map((guest) => guest.manifest),
  );
  return ran.size === 1 ? [...ran][0]! : null;
}
