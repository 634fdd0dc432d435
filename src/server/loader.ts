import type { Profile } from "../core/profile/model";
import type { Progress } from "../protocol/requests";

export interface LoadOptions {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** Artefacts of one run to a profile, off this thread. Rejects with a CycleLensError. */
export type LoadProfile = (
  files: readonly string[],
  elf: string | undefined,
  options: LoadOptions,
) => Promise<Profile>;
