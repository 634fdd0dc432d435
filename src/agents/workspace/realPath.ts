import { realpathSync } from "node:fs";

/** Null for what is not there. In this thread, as the lists of runs are read: one path takes less than a wait for another. */
export function realPathOf(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}
