import type { Profile } from "../profile/model";
import { exactCount } from "./figures";

/** dhat's own summary, and the totals that it tells. */
export interface DhatSummary {
  readonly lines: readonly string[];
  readonly told: ReadonlySet<string>;
}

/**
 * `Total:     694,842 bytes in 10,385 blocks` and the like, to the letter as dhat prints them at the end of a run (its
 * files do not hold them). Null for every other profile.
 */
export function dhatSummary(profile: Profile): DhatSummary | null {
  if (profile.source.format !== "dhat") return null;
  const [bytes, blocks] = [profile.metrics[0]?.unit ?? "bytes", profile.metrics[1]?.unit ?? "blocks"];
  const lines: string[] = [];
  const told = new Set<string>();
  for (const [title, suffix] of [
    ["Total:     ", ""],
    ["At t-gmax: ", " at t-gmax"],
    ["At t-end:  ", " at t-end"],
  ] as const) {
    const [size, count] = [profile.totals[bytes + suffix], profile.totals[blocks + suffix]];
    if (typeof size !== "number" || typeof count !== "number") continue;
    lines.push(`${title}${exactCount(size)} ${bytes} in ${exactCount(count)} ${blocks}`);
    told.add(bytes + suffix).add(blocks + suffix);
  }
  return { lines, told };
}
