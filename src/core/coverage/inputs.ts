import type { ElfImage } from "../symbols/types";
import type { Profile } from "../profile/model";
import type { ReadCache } from "./project";
import type { Backend, Coverage } from "./types";

/** Every text that coverage may look at, read by the surface (command line, server); paths are `/`-separated, relative to the folder. */
export interface CoverageInputs {
  /** Cargo.toml, Cargo.lock, openvm.toml, .cargo/config.toml, cyclelens.rules.json by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly backend?: Backend;
  /** Texts of rule files that add to or override the built-in rules, later ones win. */
  readonly rules?: readonly { readonly file: string; readonly text: string }[];
  /** Evidence of a run, for the guest named. */
  readonly profile?: { readonly guest: string | null; readonly profile: Profile };
  readonly elf?: { readonly guest: string | null; readonly elf: ElfImage };
  /** Output of `cargo metadata --format-version 1` by `metadataKey`, or by manifest path alone, where cargo was asked. */
  readonly metadata?: ReadonlyMap<string, string>;
  /** Kept by the caller between answers: only texts that changed are read again. */
  readonly cache?: ReadCache;
}

/** Implemented in coverage.ts: `resolveCoverage(inputs: CoverageInputs): Coverage`. */
export type ResolveCoverage = (inputs: CoverageInputs) => Coverage;

/** One manifest may be a guest of several backends, and cargo filters by the target of one. */
export function metadataKey(manifest: string, backend: Backend): string {
  return `${backend} ${manifest}`;
}
