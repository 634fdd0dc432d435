/** Names by which the emulator's lists, call trees and ELF symbols find each other. */

/** The function's name without the hashes that a compiler adds: `f::h0123456789abcdef` → `f`, `core[8468…]::f` → `core::f`. */
export function withoutHashes(name: string): string {
  const clean = /::h[0-9a-f]{16}(?:\.llvm\.\d+)?$/.test(name)
    ? name.replace(/::h[0-9a-f]{16}(?:\.llvm\.\d+)?$/, "")
    : name;
  return clean.includes("[") ? clean.replace(/([A-Za-z0-9_])\[[0-9a-f]{1,16}\]/g, "$1") : clean;
}

/**
 * A key that two demanglers agree on: no hashes, no blanks, no turbofish colons, closures and lifetimes in one spelling.
 */
export function nameKey(name: string): string {
  return withoutHashes(name)
    .replace(/::</g, "<")
    .replace(/\{closure#\d+\}|\{\{closure\}\}/g, "{closure}")
    .replace(/\s+/g, "");
}

/** A list printed without `--no-compact-names` has dots where parts of a name were left out. */
export function isCompacted(name: string): boolean {
  return name.includes("…") || name.includes("::..::");
}
