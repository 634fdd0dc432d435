import type { Profile } from "../core/profile/model";
import { profileText } from "../core/profile/profileText";

/** The full `cyclelens.profile/1` text of a profile. A large one as bytes, which stand outside of the program's heap. */
export function profileBytes(profile: Profile): Uint8Array | string {
  const pieces = profileText(profile);
  const first = pieces.next().value as string;
  const bytes: Uint8Array[] = [];
  for (const text of pieces) bytes.push(Buffer.from(text));
  return bytes.length === 0 ? `${first}\n` : Buffer.concat([Buffer.from(first), ...bytes, Buffer.from("\n")]);
}
