import { mkdir, rmdir, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const waitMs = 15;
/** A lock of a process that died with it. The work it guards takes milliseconds. */
const staleMs = 5_000;

/**
 * Does a short piece of work while no other process does one under the same name: the folder `lock` is there while
 * it lasts. One that was left behind is taken over.
 */
export async function exclusive<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const info = await stat(lock).catch(() => null);
      if (info !== null && Date.now() - info.mtimeMs > staleMs) await rmdir(lock).catch(() => undefined);
      else await wait(waitMs);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}
