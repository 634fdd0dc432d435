import { readFileSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { isRecord } from "../protocol/guards";
import { readJson, runFiles } from "./files";

interface Lock {
  readonly pid: number;
  /** What the system says of the process's start; tells a reused pid apart. Null where it says nothing. */
  readonly started: string | null;
  readonly host: string;
}

/** A lock of another machine, or a folder without any, counts as live for this long. */
const foreignMs = 24 * 3600_000;
const youngMs = 60_000;

/** Marks the folder as in use by this process. Every process that works in it leaves its own. */
export async function lockFolder(folder: string): Promise<void> {
  const lock: Lock = { pid: process.pid, started: startOf(process.pid), host: os.hostname() };
  await writeFile(path.join(folder, `lock-${process.pid}.json`), JSON.stringify(lock));
}

export function isLockName(name: string): boolean {
  return /^lock-\d+\.json$/.test(name);
}

/** False only where every process that worked in the folder is gone. When in doubt: true. */
export async function isLive(folder: string, now = Date.now()): Promise<boolean> {
  const names = await lockNames(folder);
  for (const name of names) {
    const file = path.join(folder, name);
    const lock = await readJson(file, 4096);
    if (!isLock(lock)) continue;
    if (lock.host !== os.hostname() ? (await ageMs(file, now)) < foreignMs : isRunning(lock)) return true;
  }
  const newest = Math.min(await ageMs(folder, now), await ageMs(path.join(folder, runFiles.progress), now));
  return newest < (names.length === 0 ? youngMs : 5_000);
}

/** The locks in a run folder and in the folders of its build steps. */
async function lockNames(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => isLockName(path.basename(name)));
}

function isRunning(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const started = startOf(lock.pid);
  return started === null || lock.started === null || started === lock.started;
}

/** Linux: boot id and start tick of the process. Elsewhere null: the pid alone has to do. */
function startOf(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    const tick = line.slice(line.lastIndexOf(")") + 2).split(" ")[19];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}/${tick}`;
  } catch {
    return null;
  }
}

async function ageMs(file: string, now: number): Promise<number> {
  try {
    return now - (await stat(file)).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function isLock(value: unknown): value is Lock {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value["pid"]) &&
    (value["pid"] as number) > 0 &&
    (typeof value["started"] === "string" || value["started"] === null) &&
    typeof value["host"] === "string"
  );
}
