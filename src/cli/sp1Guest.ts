import { mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { runTool } from "../runs/runner";
import { locateTool } from "../toolchains/locate";
import { sp1GuestBuildEnv } from "../toolchains/sp1Command";
import { sp1ElfPlaces } from "../toolchains/sp1Elf";
import { findSp1 } from "../toolchains/sp1Hosts";
import { sp1Line } from "../toolchains/sp1Version";
import { parseVersion } from "../toolchains/version";
import { cancelled } from "./openRun";
import type { CliIo } from "./io";

/** The one SP1 guest of a manifest that is meant. Throws `not-found`, `bad-input`, `usage`. */
export async function sp1GuestOf(manifest: string, bin: string | undefined): Promise<Guest> {
  const info = await stat(manifest).catch(() => null);
  if (info === null)
    throw new CycleLensError("not-found", `${manifest} does not exist`, "check --manifest-path");
  const file = info.isDirectory() ? path.join(manifest, "Cargo.toml") : manifest;
  const { guests } = await findSp1([path.dirname(file)]);
  const own = guests.filter(({ manifestPath }) => manifestPath === path.resolve(file));
  if (own.length === 0)
    throw new CycleLensError(
      "bad-input",
      `${file} is no SP1 guest: it has no bin, or does not depend on sp1-zkvm`,
      "name the package of the guest itself",
    );
  const named = bin === undefined ? own : own.filter((guest) => guest.bin === bin);
  if (named.length === 1) return named[0]!;
  throw new CycleLensError(
    "usage",
    bin === undefined ? `${file} has several bins` : `${file} has no bin ${bin}`,
    `choose one with --bin: ${own.map((guest) => guest.bin).join(", ")}`,
  );
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
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-build-"));
  try {
    const exit = await runTool({
      folder,
      argv: [
        prove.program,
        "prove",
        "build",
        ...(features.length === 0 ? [] : ["--features", features.join(",")]),
      ],
      cwd: path.dirname(guest.manifestPath),
      env: { ...io.env, ...sp1GuestBuildEnv },
      terminal: { stdout: io.stderr, stderr: io.stderr },
      phase: "build",
      signal: io.signal,
    });
    if (exit.cancelled) throw cancelled();
    if (exit.exitCode !== 0)
      throw new CycleLensError(
        "tool-failed",
        `the build failed with exit code ${exit.exitCode ?? "?"}`,
        "correct what it says above",
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return builtSp1Elf(guest, io.env["CARGO_TARGET_DIR"]);
}

/** The newest ELF of a guest among the known places. Throws `not-found`. */
export async function builtSp1Elf(guest: Guest, targetFolder: string | undefined): Promise<string> {
  const line = sp1Line(parseVersion(guest.sdkVersion ?? ""));
  const bin = guest.bin ?? guest.name;
  const bases = {
    target: targetFolder ?? path.join(guest.root, "target"),
    package: path.dirname(guest.manifestPath),
  };
  let newest: { file: string; ms: number } | null = null;
  for (const { base, path: inside } of sp1ElfPlaces(line, bin)) {
    const file = path.join(bases[base], inside);
    const info = await stat(file).catch(() => null);
    if (info?.isFile() && (newest === null || info.mtimeMs > newest.ms)) newest = { file, ms: info.mtimeMs };
  }
  if (newest !== null) return newest.file;
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
