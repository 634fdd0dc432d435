import type { Profile } from "../core/profile/model";
import { libraryFunctions } from "../core/analysis/libraryCrates";
import type { SideInfo } from "../core/compare/types";
import { usableMetric } from "../core/analysis/metrics";
import type { RunJson } from "../runs/runJson";
import type { SourceResolver } from "./sources";

/** A profile in memory with where it came from. */
export interface OpenedProfile {
  readonly id: string;
  readonly title: string;
  readonly profile: Profile;
  /** The run folder; null for artefacts opened as such. */
  readonly folder: string | null;
  readonly run: RunJson | null;
  readonly elf: { readonly path: string; readonly modifiedMs: number } | null;
  readonly sources: SourceResolver;
  /** What a committed baseline says of its run; absent for a run folder, which says it itself. */
  readonly exported?: SideInfo;
  /** 1 for each function of a library. */
  readonly library: Uint8Array;
  metric: string;
}

/** One active profile and the few before it, so that going back to a run is instant. */
export class ProfileStore {
  private readonly profiles: OpenedProfile[] = [];
  private current: OpenedProfile | null = null;
  private count = 0;

  constructor(private readonly kept = 4) {}

  get active(): OpenedProfile | null {
    return this.current;
  }

  add(
    opened: Omit<OpenedProfile, "id" | "library" | "metric">,
    ownCrates: ReadonlySet<string>,
    metric: string,
  ): OpenedProfile {
    const { profile } = opened;
    const entry: OpenedProfile = {
      ...opened,
      id: `profile-${++this.count}`,
      library: libraryFunctions(profile.functions, ownCrates),
      metric: usableMetric(profile, metric),
    };
    this.profiles.push(entry);
    if (this.profiles.length > this.kept) this.profiles.shift();
    this.current = entry;
    return entry;
  }

  /** A finished run that is still in memory. */
  find(folder: string): OpenedProfile | null {
    return this.profiles.find((p) => p.folder === folder) ?? null;
  }

  /** Likewise; it becomes the active one. */
  reopen(folder: string): OpenedProfile | null {
    const known = this.find(folder);
    if (known) this.current = known;
    return known;
  }

  close(): void {
    this.current = null;
  }
}
