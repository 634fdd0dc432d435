import { profileFromJson } from "../profile/fromJson";
import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { readWholeJson, type JsonLimit } from "./wholeJson";

/** Stored runs are far below. */
const limit: JsonLimit = {
  megabytes: 512,
  tooLarge: "export the profile without its call tree",
  damaged: "export the profile again",
};

/** Our own `cyclelens.profile/1`: a stored run, an export, a committed baseline. */
export const cyclelensProfile: Importer = {
  format: "cyclelens-profile",
  detect(head: Uint8Array): boolean {
    const start = new TextDecoder().decode(head);
    return /^\uFEFF?\s*\{/.test(start) && /"schema"\s*:\s*"cyclelens\.profile\//.test(start);
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const profile = profileFromJson(await readWholeJson(source, context, limit), source.name);
    return { format: "cyclelens-profile", variant: null, file: source.name, profile, warnings: [] };
  },
};
