import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { elfCandidates } from "../../toolchains/cargoZisk";
import type { Version } from "../../toolchains/version";

/** How deep below `target/` an ELF is looked for: `target/elf/<triple>/release/<bin>`. */
const maxDepth = 4;
/** File systems round times; a build that took no time still counts as after its start. */
const roundedMs = 2000;

export interface BuiltElf {
  /** The cargo workspace's root and the package's folder: `target/` stands in one of them. */
  readonly roots: readonly string[];
  readonly bin: string;
  /** Of cargo-zisk; null where it is not known. */
  readonly version: Version | null;
  /** When the build began, in ms. */
  readonly startedMs: number;
  /** `CARGO_TARGET_DIR`, if it is set. */
  readonly targetFolder?: string | undefined;
}

/**
 * The 64-bit RISC-V program that a release build left: what this build wrote, wherever its command
 * put it; where nothing had to be built, what stands where cargo-zisk puts it, and only then any
 * other (a guest's package may be built for other machines too). Null where there is none.
 */
export async function findBuiltElf({
  roots,
  bin,
  version,
  startedMs,
  targetFolder,
}: BuiltElf): Promise<string | null> {
  const known = roots.flatMap((root) => elfCandidates(version, bin).map((file) => path.join(root, file)));
  const targets = roots.map((root) => path.join(root, "target"));
  if (targetFolder) targets.push(path.resolve(roots[0] ?? ".", targetFolder));
  const folders = (await Promise.all(targets.map(releaseFolders))).flat();
  const found = await existing([...known, ...folders.map((folder) => path.join(folder, bin))]);
  const fresh = found.filter(({ modifiedMs }) => modifiedMs >= startedMs - roundedMs);
  const usual = found.filter(({ file }) => known.includes(file));
  return newest(fresh) ?? newest(usual) ?? newest(found);
}

interface Found {
  readonly file: string;
  readonly modifiedMs: number;
}

async function existing(files: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const file of new Set(files)) {
    const info = await stat(file).catch(() => null);
    if (info?.isFile() && (await isRiscvElf(file).catch(() => false)))
      found.push({ file, modifiedMs: info.mtimeMs });
  }
  return found;
}

function newest(found: readonly Found[]): string | null {
  return [...found].sort((a, b) => b.modifiedMs - a.modifiedMs)[0]?.file ?? null;
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

/**
 * True for an ELF64 (or where asked ELF32) whose machine is RISC-V (e_machine 243, little-endian); with `orPacked`
 * also for a gzipped one.
 */
export async function isRiscvElf(file: string, { or32 = false, orPacked = false } = {}): Promise<boolean> {
  const head = await elfHead(file, orPacked);
  return head !== null && (head[4] === 2 || (or32 && head[4] === 1)) && head.readUInt16LE(18) === 243;
}

/** True for a 64-bit program, packed or not, that starts where SP1 loads its guests. Throws what `open` throws. */
export async function isSp1Elf(file: string): Promise<boolean> {
  const head = await elfHead(file, true);
  if (head === null || head[4] !== 2 || head.length < 32) return false;
  const entry = head.readBigUInt64LE(24);
  return entry >= sp1Start && entry < sp1End;
}

const sp1Start = 0x78000000n;
const sp1End = 0x80000000n;

/** The first bytes of an ELF, 20 at least; null where the file is none. */
async function elfHead(file: string, orPacked: boolean): Promise<Buffer | null> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const read = buffer.subarray(0, bytesRead);
    const head = orPacked && bytesRead > 2 && read.readUInt16BE(0) === 0x1f8b ? unpackedHead(read) : read;
    return head.length >= 20 && head.readUInt32BE(0) === 0x7f454c46 ? head : null;
  } finally {
    await handle.close();
  }
}

/** What the start of a gzip stream holds; nothing where it is damaged. */
function unpackedHead(packed: Buffer): Buffer {
  try {
    // A cut stream gives what it has; 4 KB hold at most 4 MB.
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 23 });
  } catch {
    return Buffer.alloc(0);
  }
}
