import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rmdir, stat, unlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const waitMs = 15;
/** A folder without a name in it is one that was just made, or left behind by a process that died between two calls. */
const emptyMs = 5_000;
/** The work takes milliseconds. A process of another machine, or one that has a dead one's number, counts this long. */
const staleMs = 60_000;

/**
 * Does a short piece of work while no other process does one under the same name: the folder `lock` is there while
 * it lasts, with the name of who holds it. One that was left behind is taken over, by one only.
 */
export async function exclusive<T>(lock: string, work: () => Promise<T>): Promise<T> {
  const own = await take(lock);
  try {
    return await work();
  } finally {
    await giveUp(lock, own);
  }
}

async function take(lock: string): Promise<string> {
  const own = `${process.pid}-${randomBytes(8).toString("hex")}`;
  for (;;) {
    try {
      await mkdir(lock);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
      await breakStale(lock);
      await wait(waitMs);
      continue;
    }
    try {
      await writeFile(path.join(lock, own), os.hostname(), { flag: "wx" });
    } catch (error) {
      // So slow that another one took it for left behind.
      if (codeOf(error) === "ENOENT") continue;
      throw error;
    }
    // Two may be in after a break, never without seeing each other: then both start anew.
    if ((await readdir(lock)).every((name) => name === own)) return own;
    await giveUp(lock, own);
    await wait(waitMs * (1 + Math.random()));
  }
}

/** Only who removes its own name, or that of a dead one, removes the folder: another's is never taken. */
async function giveUp(lock: string, name: string): Promise<void> {
  const isGone = await unlink(path.join(lock, name)).then(
    () => true,
    () => false,
  );
  if (isGone) await rmdir(lock).catch(() => undefined);
}

async function breakStale(lock: string): Promise<void> {
  const names = await readdir(lock).catch(() => null);
  if (names === null) return;
  if (names.length === 0 && (await ageMs(lock)) > emptyMs) await rmdir(lock).catch(() => undefined);
  for (const name of names) if (await isLeft(path.join(lock, name))) await giveUp(lock, name);
}

async function isLeft(file: string): Promise<boolean> {
  if ((await ageMs(file)) > staleMs) return true;
  const host = await readFile(file, "utf8").catch(() => "");
  return host === os.hostname() && !isRunning(Number.parseInt(path.basename(file), 10));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return codeOf(error) !== "ESRCH";
  }
}

/** Of what is not there: nothing. */
async function ageMs(file: string): Promise<number> {
  const info = await stat(file).catch(() => null);
  return info === null ? 0 : Date.now() - info.mtimeMs;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
