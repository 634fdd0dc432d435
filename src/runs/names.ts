/** `2026-11-21T08-58-12Z`: sorts by time, and every file system takes it. */
export function timeStamp(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/:/g, "-");
}

/**
 * A guest's name as part of a folder name: ASCII letters, digits, `-`, `_`, `.`; nothing that a
 * shell, Windows or a path gives a meaning to. Never empty.
 */
export function folderName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]+/g, "_")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, 60);
  return plain === "" ? "guest" : plain;
}

const id = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[A-Za-z0-9]+-[A-Za-z0-9._-]+$/;

/** True for a finished run's folder name: the only names that `list` and `prune` touch. */
export function isRunId(name: string): boolean {
  return id.test(name) && name.length <= 140;
}

/** Runs under way stand below this prefix until they are renamed. */
export const temporaryPrefix = ".tmp-";
