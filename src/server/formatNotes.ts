import type { Profile } from "../core/profile/model";

/**
 * What the figures of a function in this profile do not say, in the order of weight: how SP1 builds its stacks and how
 * often it looked (reference: SP1's profiler, sample by sample at the executed instruction). Empty for formats that
 * charge what they show.
 */
export function formatNotes({ source, warnings }: Pick<Profile, "source" | "warnings">): readonly string[] {
  // Counts are by instruction, calls by function: which path an inlined copy was paid on is not known.
  if (source.format === "engine")
    return ["code that was inlined counts as its caller's here; its own cost is exact at its lines"];
  if (!source.format.startsWith("sp1-")) return [];
  const rate = sampledEvery(warnings);
  return [
    ...(rate === null ? [] : [`one sample every ${rate} cycles: figures are estimates`]),
    "code that was inlined counts as its caller's",
    "recursion is one frame, and where functions call each other in turn SP1 charges the work to the wrong one",
    "a precompile call weighs 1 cycle here, whatever it costs to prove",
  ];
}

/** As the importer says it; null where every cycle was sampled. */
function sampledEvery(warnings: readonly string[]): string | null {
  for (const warning of warnings) {
    const rate = /one sample every ([\d,]+) cycles/.exec(warning)?.[1];
    if (rate !== undefined) return rate;
  }
  return null;
}
