import { readdirSync, statSync, type Dirent } from "node:fs";
import path from "node:path";

/**
 * Bytes of all files below a folder, without following links; what cannot be read counts nothing. At once and without
 * opening any file: it is asked after every run, when there is mostly nothing to do.
 */
export function sizeOfFiles(folder: string): number {
  let size = 0;
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const entry of entries(at)) {
      const file = path.join(at, entry.name);
      if (entry.isDirectory()) open.push(file);
      else if (entry.isFile()) size += sizeOf(file);
    }
  return size;
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    return 0;
  }
}
