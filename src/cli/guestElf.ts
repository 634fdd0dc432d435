import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import type { Guest } from "../protocol/requests";
import { elfCandidates } from "../toolchains/cargoZisk";
import { guestsOf } from "../toolchains/guests";
import type { Version } from "../toolchains/version";
import { readElfFile, type ElfFile } from "./elfFile";

const riscv = 243;

/** An ELF that the emulator can open. */
export interface PlacedElf {
  readonly file: string;
  /** Removes what was unpacked for it. */
  dispose(): Promise<void>;
}

/** A guest's ELF, inflated where it is `.gz`. Throws `not-found`, `bad-input`. */
export async function guestBytes(file: string): Promise<ElfFile> {
  const info = await stat(file).catch(() => null);
  if (info === null)
    throw new CycleLensError(
      "not-found",
      `${file} does not exist`,
      "check the path, or build the guest first",
    );
  if (!info.isFile()) throw new CycleLensError("bad-input", `${file} is no file`, "give the guest's ELF");
  const read = await readElfFile(file);
  if (read.elf.machine !== riscv)
    throw new CycleLensError(
      "bad-input",
      `${file} is no RISC-V program`,
      "give the guest's ELF, not the host's",
    );
  return read;
}

/** Checks a guest's ELF and unpacks it where it is `.gz`. Throws `not-found`, `bad-input`. */
export async function placeElf(file: string): Promise<PlacedElf> {
  const { bytes, isPlain } = await guestBytes(file);
  if (isPlain) return { file, dispose: async () => undefined };
  const folder = await mkdtemp(path.join(os.tmpdir(), "cyclelens-"));
  const plain = path.join(folder, path.basename(file).replace(/\.gz$/, ""));
  await writeFile(plain, bytes);
  return { file: plain, dispose: () => rm(folder, { recursive: true, force: true }) };
}

/** The one guest of a manifest that is meant. Throws `not-found`, `usage`. */
export async function guestOfManifest(manifest: string, bin: string | undefined): Promise<Guest> {
  const info = await stat(manifest).catch(() => null);
  if (info === null)
    throw new CycleLensError("not-found", `${manifest} does not exist`, "check --manifest-path");
  const file = info.isDirectory() ? path.join(manifest, "Cargo.toml") : manifest;
  const guests = (await guestsOf(file)).filter(({ machine }) => machine === "zisk");
  if (guests.length === 0)
    throw new CycleLensError(
      "bad-input",
      `${file} is no ZisK guest: it has no bin, or does not depend on ziskos`,
      "name the package of the guest itself",
    );
  const named = bin === undefined ? guests : guests.filter((guest) => guest.bin === bin);
  if (named.length === 1) return named[0]!;
  const bins = guests.map((guest) => guest.bin).join(", ");
  throw new CycleLensError(
    "usage",
    bin === undefined ? `${file} has several bins` : `${file} has no bin ${bin}`,
    `choose one with --bin: ${bins}`,
  );
}

/** The ELF that a build of the guest left, the newest of the known places. Throws `not-found`. */
export async function builtElf(guest: Guest, version: Version | null): Promise<string> {
  const folders = [...new Set([guest.root, path.dirname(guest.manifestPath)])];
  const files = folders.flatMap((folder) =>
    elfCandidates(version, guest.bin ?? guest.name).map((candidate) => path.join(folder, candidate)),
  );
  let newest: { file: string; ms: number } | null = null;
  for (const file of files) {
    const info = await stat(file).catch(() => null);
    if (info?.isFile() && (newest === null || info.mtimeMs > newest.ms)) newest = { file, ms: info.mtimeMs };
  }
  if (newest !== null) return newest.file;
  throw new CycleLensError(
    "not-found",
    `the build left no ELF of ${guest.bin ?? guest.name} below ${guest.root}`,
    "build it yourself and give the ELF: cyclelens profile ELF",
  );
}

/** Where the runs of a bare ELF are kept: beside the package it was built in, else in the current folder. */
export async function rootOfElf(elf: string, cwd: string): Promise<string> {
  const parts = elf.split(path.sep);
  const target = parts.lastIndexOf("target");
  if (target > 0) {
    const root = parts.slice(0, target).join(path.sep) || path.sep;
    if (await stat(path.join(root, "Cargo.toml")).catch(() => null)) return root;
  }
  return cwd;
}
