import type { Profile } from "../core/profile/model";
import { profileText } from "../core/profile/profileText";

/** The full `cyclelens.profile/1` text of a profile, as bytes, which stand outside of the program's heap. */
export function profileBytes(profile: Profile): Uint8Array {
  const bytes: Uint8Array[] = [];
  for (const piece of profileText(profile))
    bytes.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  bytes.push(Buffer.from("\n"));
  return Buffer.concat(bytes);
}
