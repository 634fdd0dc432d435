import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { locateTool } from "../toolchains/locate";
import { sp1GuestBuildEnv } from "../toolchains/sp1Command";
import { sp1ElfPlaces } from "../toolchains/sp1Elf";
import { findSp1 } from "../toolchains/sp1Hosts";
import { sp1Line } from "../toolchains/sp1Version";
import { parseVersion } from "../toolchains/version";
import { manifestFile, newestFile, oneGuest, runBuild } from "./buildGuest";
import type { CliIo } from "./io";

/** The one SP1 guest of a manifest that is meant. Throws `not-found`, `bad-input`, `usage`. */
export async function sp1GuestOf(manifest: string, bin: string | undefined): Promise<Guest> {
  const file = await manifestFile(manifest);
  const { guests } = await findSp1([path.dirname(file)]);
  const own = guests.filter(({ manifestPath }) => manifestPath === path.resolve(file));
  if (own.length === 0)
    throw new CycleLensError(
      "bad-input",
      `${file} is no SP1 guest: it has no bin, or does not depend on sp1-zkvm`,
      "name the package of the guest itself",
    );
  return oneGuest(own, bin, file);
}

/** Builds a guest with line tables (`cargo prove build`) and gives its ELF. Throws `tool-failed`, `not-found`. */
export async function buildSp1Guest(guest: Guest, features: readonly string[], io: CliIo): Promise<string> {
  const [cargo, prove] = await Promise.all([
    locateTool("cargo", { path: io.env["PATH"] }),
    locateTool("cargo-prove", { path: searchPath(io) }),
  ]);
  if (cargo === null || prove === null)
    throw new CycleLensError(
      "tool-failed",
      `${cargo === null ? "cargo" : "cargo prove"} is not installed, so the guest cannot be built`,
      "install SP1's tools with sp1up (https://docs.succinct.xyz), or build it yourself and give the ELF",
    );
  const chosen = features.length === 0 ? [] : ["--features", features.join(",")];
  await runBuild(guest, [prove.program, "prove", "build", ...chosen], sp1GuestBuildEnv, io);
  return builtSp1Elf(guest, io.env["CARGO_TARGET_DIR"]);
}

/** The newest ELF of a guest among the known places. Throws `not-found`. */
async function builtSp1Elf(guest: Guest, targetFolder: string | undefined): Promise<string> {
  const line = sp1Line(parseVersion(guest.sdkVersion ?? ""));
  const bin = guest.bin ?? guest.name;
  const bases = {
    target: targetFolder ?? path.join(guest.root, "target"),
    package: path.dirname(guest.manifestPath),
  };
  const newest = await newestFile(
    sp1ElfPlaces(line, bin).map(({ base, path: inside }) => path.join(bases[base], inside)),
  );
  if (newest !== null) return newest;
  throw new CycleLensError(
    "not-found",
    `there is no ELF of ${bin} below ${bases.target}`,
    "build it yourself and give the ELF: cyclelens profile ELF --machine sp1",
  );
}

/** sp1up installs beside cargo. */
function searchPath({ env }: CliIo): string {
  const home = env["HOME"] ?? os.homedir();
  return [env["PATH"] ?? "", path.join(home, ".sp1", "bin")].join(path.delimiter);
}
