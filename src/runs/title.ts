import path from "node:path";
import { isRunFolder, readRun } from "./list";

/** A guest's name by its ELF; `guest.elf` and the like say less than the folder they stand in. */
export function nameOfElf(elf: string): string {
  const stem = path
    .basename(elf)
    .replace(/\.gz$/i, "")
    .replace(/\.elf$/i, "");
  const folder = path.basename(path.dirname(elf));
  return /^(?:guest|program|main|elf|a\.out)$/.test(stem) && folder !== "" ? folder : stem;
}

/**
 * What a profile is called on every surface: the guest of the run that the files are of, else the ELF's name,
 * else the first file that has a name of its own (`ledger.txt`, not `report.txt`), else the folder it stands in.
 */
export async function titleOf(elf: string | null, files: readonly string[]): Promise<string> {
  const [first] = files;
  if (first !== undefined) {
    for (const folder of [first, path.dirname(first)])
      if (await isRunFolder(folder)) return (await readRun(folder)).guest.name;
  }
  const program = elf ?? files.find((file) => /\.elf(\.gz)?$/i.test(file));
  if (program !== undefined) return nameOfElf(program);
  const own = files.map(stemOf).find((stem) => stem !== "" && !madeByTools.test(stem));
  return own ?? (path.basename(path.dirname(path.resolve(first ?? ""))) || "profile");
}

/** `a.cyclelens.json.gz` → `a` */
function stemOf(file: string): string {
  return path
    .basename(file)
    .replace(/\.gz$/i, "")
    .replace(/\.[^.]+$/, "")
    .replace(/\.(?:cyclelens|speedscope)$/, "");
}

/** What tools and shells call their files, whatever the guest. */
const madeByTools = /^(?:report|profile|ziskemu-profile|stats|disasm|guest|stdout|stderr|output|log)$/i;
