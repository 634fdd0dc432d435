import { CycleLensError, throwIfCancelled } from "../errors";
import { profileFromJson } from "../profile/fromJson";
import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";

/** Largest profile that is read: stored runs are far below. */
const maxBytes = 512 * 1024 * 1024;

/** Our own `cyclelens.profile/1`: a stored run, an export, a committed baseline. */
export const cyclelensProfile: Importer = {
  format: "cyclelens-profile",
  detect(head: Uint8Array): boolean {
    const start = new TextDecoder().decode(head);
    return /^\uFEFF?\s*\{/.test(start) && /"schema"\s*:\s*"cyclelens\.profile\//.test(start);
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const text = await readText(source, context);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new CycleLensError(
        "bad-input",
        `${source.name} is damaged or cut off: it is no JSON`,
        "export the profile again",
        {
          cause: error,
        },
      );
    }
    const profile = profileFromJson(json);
    return { format: "cyclelens-profile", variant: null, file: source.name, profile, warnings: [] };
  },
};

async function readText(source: ByteSource, context: ImportContext): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let readBytes = 0;
  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    readBytes += chunk.length;
    if (readBytes > maxBytes)
      throw new CycleLensError(
        "too-large",
        `${source.name} is larger than 512 MB`,
        "export the profile without its call tree",
      );
    pieces.push(decoder.decode(chunk, { stream: true }));
    context.progress?.(readBytes, source.sizeBytes);
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}
