import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { elfCandidates } from "../../toolchains/cargoZisk";
import type { Version } from "../../toolchains/version";

/** How deep below `target/` an ELF is looked for: `target/elf/<triple>/release/<bin>`. */
const maxDepth = 4;

/**
 * The newest RISC-V ELF that a release build of `bin` left below the cargo workspace root: where
 * cargo-zisk puts it, and wherever a build command of the settings may have. Null where there is none.
 */
export async function findBuiltElf(
  root: string,
  bin: string,
  version: Version | null,
): Promise<string | null> {
  const places = new Set(elfCandidates(version, bin).map((candidate) => path.join(root, candidate)));
  for (const folder of await releaseFolders(path.join(root, "target"))) places.add(path.join(folder, bin));
  let newest: { file: string; modifiedMs: number } | null = null;
  for (const file of places) {
    const modifiedMs = await riscvModified(file);
    if (modifiedMs !== null && (newest === null || modifiedMs > newest.modifiedMs))
      newest = { file, modifiedMs };
  }
  return newest?.file ?? null;
}

/** Folders named `release` below a target folder, nearest first; what cargo keeps inside them is not looked at. */
async function releaseFolders(target: string): Promise<string[]> {
  const found: string[] = [];
  let level = [target];
  for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level)
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => []))
        if (entry.isDirectory() && !entry.name.startsWith(".")) {
          const inner = path.join(folder, entry.name);
          if (entry.name === "release") found.push(inner);
          else next.push(inner);
        }
    level = next.slice(0, 64);
  }
  return found;
}

/** When a RISC-V ELF was written; null for anything else. */
async function riscvModified(file: string): Promise<number | null> {
  try {
    const { mtimeMs } = await stat(file);
    return (await isRiscvElf(file)) ? mtimeMs : null;
  } catch {
    return null;
  }
}

/** True for an ELF whose machine is RISC-V (e_machine 243, little-endian). */
export async function isRiscvElf(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(20), 0, 20, 0);
    return bytesRead === 20 && buffer.readUInt32BE(0) === 0x7f454c46 && buffer.readUInt16LE(18) === 243;
  } finally {
    await handle.close();
  }
}
