import path from "node:path";
import type { Profile } from "../core/profile/model";
import { crateName } from "../core/rust/modulePath";
import type { Guest } from "../protocol/requests";
import type { RunJson } from "../runs/runJson";

/** `target/riscv64…/release/guest` stands four folders below the workspace root. */
const levels = 6;

export interface ProfileOrigin {
  readonly files: readonly string[];
  readonly folder: string | null;
  readonly run: RunJson | null;
  readonly elf: string | null;
}

/**
 * Where relative sources of a profile may stand, likeliest first: the guest's package and workspace, the
 * ELF's folder and those above it, the open folders, the guests in them that the profile can be of.
 */
export function sourceRoots(
  profile: Profile,
  from: ProfileOrigin,
  folders: readonly string[],
  guests: readonly Guest[],
): readonly string[] {
  const roots: string[] = [];
  if (from.run?.guest.manifestPath) roots.push(path.dirname(from.run.guest.manifestPath));
  if (from.folder !== null) roots.push(path.resolve(from.folder, "..", "..", ".."));
  const near = from.elf ?? from.files[0];
  if (near !== undefined) {
    for (let at = path.dirname(path.resolve(near)), i = 0; i < levels; i++, at = path.dirname(at))
      roots.push(at);
  }
  roots.push(...folders);
  for (const guest of guestsOf(profile, guests)) roots.push(path.dirname(guest.manifestPath), guest.root);
  return [...new Set(roots)];
}

/** `src/main.rs` of one guest must not be taken for that of another: its crate has to be in the profile. */
function guestsOf({ functions }: Profile, guests: readonly Guest[]): readonly Guest[] {
  const crates = new Set(functions.crate);
  const named = guests.filter(
    ({ name, bin }) => crates.has(crateName(name)) || (bin !== null && crates.has(crateName(bin))),
  );
  if (named.length > 0) return named;
  return new Set(guests.map((guest) => guest.manifestPath)).size === 1 ? guests : [];
}
