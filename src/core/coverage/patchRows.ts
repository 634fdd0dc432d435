import type { CoverageInputs } from "./inputs";
import { resolveGuests } from "./resolve";
import type { ResolvedGuest, ResolvedPatch } from "./resolved";
import type { Place } from "./types";

/** What became of one entry of a patch table, for the guests that it is meant for. */
export interface PatchRow {
  readonly place: Place;
  readonly package: string;
  readonly state: ResolvedPatch["state"];
  /** Of what comes from it, where the guest reaches that. */
  readonly versions: readonly string[];
  readonly reason: string;
}

const order: readonly ResolvedPatch["state"][] = [
  "applied",
  "stale",
  "unused",
  "ignored",
  "elsewhere",
  "unknown",
];

/** Every entry of the patch tables, crypto or not. One that serves several guests tells the best of what they say. */
export function patchRows(inputs: Pick<CoverageInputs, "files" | "cache">): readonly PatchRow[] {
  const rows = new Map<string, PatchRow>();
  for (const guest of resolveGuests(inputs).guests)
    for (const patch of guest.patches) {
      const row = rowOf(guest, patch);
      const key = `${row.place.file} ${row.place.range.start.line} ${row.place.range.start.character}`;
      const known = rows.get(key);
      if (known === undefined || order.indexOf(row.state) < order.indexOf(known.state)) rows.set(key, row);
      else if (known.state === row.state)
        rows.set(key, { ...known, versions: [...new Set([...known.versions, ...row.versions])] });
    }
  return [...rows.values()];
}

function rowOf(guest: ResolvedGuest, patch: ResolvedPatch): PatchRow {
  const versions = guest.packages
    .filter(({ id }) => patch.packages.includes(id))
    .map(({ version }) => version);
  return {
    place: patch.place,
    package: patch.package,
    state: patch.state,
    versions: [...new Set(versions)],
    reason: patch.reason,
  };
}
