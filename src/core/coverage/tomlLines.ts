import { maxString } from "./tomlInline";
import type { TomlLines, TomlText } from "./tomlTree";

/** Lines of the plainest dependencies up to the end of the table: a version, a path, a version or repository in braces. No line separators of others: `^` would stop at them. */
const plainLines =
  /(?:[\w-]+ = (?:"[^"\\\0-\x1f\x7f\u2028\u2029]+"|\{ (?:path|version|git) = "[^"\\\0-\x1f\x7f\u2028\u2029]+" \})\n)+(?=[\n[]|$)/y;
const lineKey = /^[\w-]+/gm;

/**
 * Looks over the lines behind a `[dependencies]` header that ends at `at`, at native speed: workspaces have thousands of them, and of most
 * nobody asks more than the names. Null where some line is not of the plainest, a key stands twice, or the text is long.
 */
export function linesAt(of: TomlText, header: string, at: number): TomlLines | null {
  const { text } = of;
  // Within that length no string is too long for the reader, and no pattern for the engine.
  if (header !== "dependencies" || text.length > maxString || text.charCodeAt(at) !== 10) return null;
  plainLines.lastIndex = at + 1;
  if (!plainLines.test(text)) return null;
  const end = plainLines.lastIndex;
  const keys = text.slice(at + 1, end).match(lineKey)!;
  return isDistinct(keys) ? { of, start: at + 1, end, keys } : null;
}

function isDistinct(keys: readonly string[]): boolean {
  for (let at = 1; at < keys.length; at++)
    if (keys[at - 1]! >= keys[at]!) return new Set(keys).size === keys.length;
  return true;
}
