import { stat } from "node:fs/promises";
import path from "node:path";
import { CycleLensError } from "../core/errors";
import { machineOfElf, type ElfMachine } from "../toolchains/elfMachine";
import { guestsOf } from "../toolchains/guests";
import { choice, text, type ParsedArgs } from "./args";
import { readElfFile } from "./elfFile";
import type { CliIo } from "./io";

const named: Readonly<Record<ElfMachine, string>> = {
  zisk: "a ZisK guest",
  sp1: "an SP1 guest",
  "sp1-rv32": "a 32-bit guest of SP1 3 to 5",
  risc0: "a RISC Zero guest",
  rv32: "a 32-bit program, as RISC Zero and SP1 3 to 5 have them",
  unknown: "a program of an unknown machine",
};

/**
 * The machine that is meant: as `--machine` says, else by the ELF or the manifest, else ZisK. Throws `usage`, and
 * `unsupported` for an ELF of another machine than the one named, or of one that cannot be run here.
 */
export async function machineOf(parsed: ParsedArgs, io: CliIo): Promise<"zisk" | "sp1"> {
  const wanted = choice(parsed, "machine", ["zisk", "sp1"] as const);
  const manifest = text(parsed, "manifest-path");
  const [file] = parsed.files;
  if (manifest !== undefined) return wanted ?? (await ofManifest(path.resolve(io.cwd, manifest)));
  if (file === undefined) return wanted ?? "zisk";
  const found = await ofElf(path.resolve(io.cwd, file));
  switch (found) {
    case null:
    case "unknown":
      return wanted ?? "zisk";
    case "zisk":
    case "sp1":
      if (wanted === undefined || wanted === found) return found;
      throw new CycleLensError("bad-input", `${file} is ${named[found]}`, `run it with --machine ${found}`);
    case "sp1-rv32":
    case "rv32":
      // The user's own host of SP1 3 to 5 knows better.
      if (wanted === "sp1") return "sp1";
      break;
    case "risc0":
      break;
  }
  throw new CycleLensError(
    "unsupported",
    `${file} is ${named[found]}`,
    found === "risc0"
      ? "run it with RISC0_PPROF_OUT set and open the profile that it writes"
      : "trace it with a host of its own SP1: --machine sp1 --host DIR",
  );
}

/** Null where it is no ELF that can be read: that is told when it is placed. */
async function ofElf(file: string): Promise<ElfMachine | null> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) return null;
  try {
    return machineOfElf((await readElfFile(file)).elf);
  } catch {
    return null;
  }
}

async function ofManifest(file: string): Promise<"zisk" | "sp1"> {
  const info = await stat(file).catch(() => null);
  const guests = await guestsOf(info?.isDirectory() ? path.join(file, "Cargo.toml") : file).catch(() => []);
  const machines = new Set<string>(guests.map(({ machine }) => machine));
  return machines.has("sp1") && !machines.has("zisk") ? "sp1" : "zisk";
}
