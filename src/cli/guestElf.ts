import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CycleLensError } from "../core/errors";
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
  if (info === null) throw new CycleLensError("not-found", `${file} does not exist`, await wayOut(file));
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

/** cargo-zisk puts its ELFs below `target/elf` since 0.17, below `target` before. */
async function wayOut(file: string): Promise<string> {
  const folder = /([/\\]target[/\\])(elf[/\\])?(?=riscv64ima-zisk-zkvm-elf[/\\])/;
  const other = file.replace(folder, (_, target: string, elf: string | undefined) =>
    elf === undefined ? `${target}elf${path.sep}` : target,
  );
  const isThere = other !== file && (await stat(other).catch(() => null)) !== null;
  return isThere ? `take ${other}` : "check the path, or build the guest first";
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
