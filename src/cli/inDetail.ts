import type { Profile } from "../core/profile/model";

/** What a run records beside its counts; either makes the engine follow each instruction. */
export interface Detail {
  /** Functions as the machine's own tool lists them. */
  readonly listed: boolean;
  /** The call tree with inlined functions. */
  readonly inlined: boolean;
}

export const plain: Detail = { listed: false, inlined: false };
export const full: Detail = { listed: true, inlined: true };

/** Steps of a guest that are followed one by one in about two seconds: up to so many where nothing else is said. */
export const mostFollowed = 25_000_000;

/**
 * A run for the editor, where what takes long to record may be asked for at any time: a guest is run as fast as it can be,
 * and once more with everything recorded if that was short. It does the same each time.
 */
export async function inDetail(
  run: (detail: Detail) => Promise<Profile>,
  signal: AbortSignal | undefined,
  most = mostFollowed,
): Promise<Profile> {
  // Asked anew each time: it changes while a run goes on.
  const isStopped = (): boolean => signal?.aborted === true;
  const fast = await run(plain);
  const steps = fast.totals["steps"] ?? fast.totals["cycles"] ?? Infinity;
  if (isStopped() || steps > most) return fast;
  const followed = await run(full);
  // Stopped by the user: what the first run counted is whole.
  return isStopped() ? fast : followed;
}
