import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ProfileJson } from "../core/profile/json";
import type { Profile } from "../core/profile/model";
import { profileText, type ProfileTextOptions } from "../core/profile/profileText";

/** A profile packs to less than this part of its text; where it does not, it takes longer and is as good. */
const packedPart = 1 / 4;
const leastChunk = 2 ** 16;
const mostChunk = 2 ** 24;

/**
 * The full `cyclelens.profile/1` text of a profile, packed. The text is there when this gives back control; it is packed
 * on another thread, which for each chunk that it has filled waits until this one has time.
 * `facts`: its `factsToJson`, where there is one.
 */
export function packedProfile(profile: Profile, level: number, facts?: ProfileJson): Promise<Uint8Array> {
  const text = textOf(profile, facts === undefined ? {} : { facts });
  const chunkSize = Math.min(mostChunk, Math.max(leastChunk, Math.ceil(text.length * packedPart)));
  return promisify(gzip)(text, { level, chunkSize });
}

/** As bytes, which stand outside of the program's heap. */
function textOf(profile: Profile, options: ProfileTextOptions): Uint8Array {
  const bytes: Uint8Array[] = [];
  for (const piece of profileText(profile, options))
    bytes.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  bytes.push(Buffer.from("\n"));
  return Buffer.concat(bytes);
}
