import type { Sp1Line } from "./sp1Types";
import { sp1Facts } from "./sp1Version";

/** Where the ELF of a guest may stand. Paths are relative to the base, `/`-separated. */
export interface Sp1ElfPlace {
  readonly base: "target" | "package";
  readonly path: string;
}

/**
 * Where a build leaves the ELF of a bin, the likeliest first (reference sp1-risc0 §3.2): below the target folder of the
 * guest's workspace, in a container's part of it, or in 3.x as a copy beside the package. An unknown line tries all.
 */
export function sp1ElfPlaces(line: Sp1Line | null, bin: string): readonly Sp1ElfPlace[] {
  const rv32 = sp1Facts.v5.triple;
  const triples = line === null || line === "v6" ? [sp1Facts.v6.triple, rv32] : [rv32, sp1Facts.v6.triple];
  const built = triples.flatMap((triple): Sp1ElfPlace[] => [
    { base: "target", path: `elf-compilation/${triple}/release/${bin}` },
    { base: "target", path: `elf-compilation/docker/${triple}/release/${bin}` },
    // A build by cargo itself.
    { base: "target", path: `${triple}/release/${bin}` },
  ]);
  const copies: Sp1ElfPlace[] = [bin, ...triples].map((name) => ({ base: "package", path: `elf/${name}` }));
  return line === "v3" ? [...copies, ...built] : [...built, ...copies];
}
