import { stat } from "node:fs/promises";
import { CycleLensError } from "../core/errors";
import { machineOfElf, type ElfMachine } from "../toolchains/elfMachine";
import { readElfFile } from "./elfFile";

const named: Readonly<Record<ElfMachine, string>> = {
  zisk: "a ZisK guest",
  sp1: "an SP1 guest",
  "sp1-rv32": "a 32-bit guest of SP1 3 to 5",
  risc0: "a RISC Zero guest",
  rv32: "a 32-bit program, as RISC Zero and SP1 3 to 5 have them",
  unknown: "a program of an unknown machine",
};

/**
 * The machine of an ELF: as `--machine` says, else by the ELF, else ZisK. Throws `bad-input` for the other machine's, and
 * `unsupported` for an ELF of one that cannot be run here.
 */
export async function machineOfElfFile(
  file: string,
  wanted: "zisk" | "sp1" | undefined,
): Promise<"zisk" | "sp1"> {
  const found = await ofElf(file);
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
