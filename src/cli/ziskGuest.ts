import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { cargoZiskBuild, elfCandidates, profileBuildEnv } from "../toolchains/cargoZisk";
import { guestsOf } from "../toolchains/guests";
import { locateTool } from "../toolchains/locate";
import type { Version } from "../toolchains/version";
import { manifestFile, newestFile, oneGuest, runBuild } from "./buildGuest";
import type { CliIo } from "./io";

/** The one ZisK guest of a manifest that is meant. Throws `not-found`, `bad-input`, `usage`. */
export async function ziskGuestOf(manifest: string, bin: string | undefined): Promise<Guest> {
  const file = await manifestFile(manifest);
  const guests = (await guestsOf(file)).filter(({ machine }) => machine === "zisk");
  if (guests.length === 0)
    throw new CycleLensError(
      "bad-input",
      `${file} is no ZisK guest: it has no bin, or does not depend on ziskos`,
      "name the package of the guest itself",
    );
  return oneGuest(guests, bin, file);
}

/** Builds a guest with line tables (`cargo-zisk build --release`) and gives its ELF. Throws `tool-failed`, `not-found`. */
export async function buildZiskGuest(guest: Guest, features: readonly string[], io: CliIo): Promise<string> {
  const cargoZisk = await locateTool("cargo-zisk", { path: io.env["PATH"] });
  if (cargoZisk === null)
    throw new CycleLensError(
      "tool-failed",
      "cargo-zisk is not installed, so the guest cannot be built",
      "install the ZisK tools with ziskup, or build it yourself and give the ELF",
    );
  await runBuild(guest, cargoZiskBuild(cargoZisk.program, { features }), profileBuildEnv, io);
  return builtZiskElf(guest, cargoZisk.version);
}

/** The ELF that a build of the guest left, the newest of the known places. Throws `not-found`. */
async function builtZiskElf(guest: Guest, version: Version | null): Promise<string> {
  const folders = [...new Set([guest.root, path.dirname(guest.manifestPath)])];
  const newest = await newestFile(
    folders.flatMap((folder) =>
      elfCandidates(version, guest.bin ?? guest.name).map((candidate) => path.join(folder, candidate)),
    ),
  );
  if (newest !== null) return newest;
  throw new CycleLensError(
    "not-found",
    `the build left no ELF of ${guest.bin ?? guest.name} below ${guest.root}`,
    "build it yourself and give the ELF: cyclelens profile ELF",
  );
}
