import type { Profile } from "../profile/model";
import type { Side, SideInfo } from "./types";

/** One of the two runs as it is shown. */
export function sideOf(profile: Profile, info: SideInfo | undefined, otherwise: string): Side {
  return {
    label: info?.label ?? profile.source.files[0] ?? otherwise,
    machine: machineOfProfile(profile),
    guest: info?.guest ?? null,
    engine: profile.engine,
    source: profile.source,
    outcome: profile.outcome,
    commit: info?.commit ?? null,
    startedAt: info?.startedAt ?? null,
    inputDigest: info?.inputDigest ?? null,
  };
}

/** `zisk`, `sp1`, or `host` for a profile of a program outside a zkVM; null where nothing says. */
function machineOfProfile({ source, metrics }: Profile): string | null {
  if (source.format.startsWith("zisk-")) return "zisk";
  if (source.format.startsWith("sp1-")) return "sp1";
  if (source.format === "engine") return /^[a-z]+[0-9]*(?=-|$)/.exec(source.variant ?? "")?.[0] ?? null;
  const ids = new Set(metrics.map(({ id }) => id));
  if (ids.has("cycles")) return "sp1";
  if (ids.has("cost") && ids.has("steps")) return "zisk";
  return ["samples", "ns", "bytes", "blocks"].some((id) => ids.has(id)) ? "host" : null;
}

/** The release whose cost model the figures follow, `1.4`; null where nothing says. */
export function modelOfProfile({ source, engine }: Profile): string | null {
  const text = source.format === "engine" ? source.variant : engine.version;
  return /(\d+\.\d+)/.exec(text ?? "")?.[1] ?? (source.format === "engine" ? source.variant : null);
}
