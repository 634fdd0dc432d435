import type { Position, Range } from "vscode-languageserver/node";

/** Where in a patch table the cursor stands. Read line by line: while it is typed, the text is no TOML. */
export interface PatchCursor {
  /** `crates-io` or the URL that is patched. */
  readonly table: string;
  /** `key`: the name of an entry; else the field whose string is being written. */
  readonly at: "key" | "git" | "tag" | "branch";
  /** What the entry is of (`package`, else its key); empty for a key. */
  readonly crate: string;
  /** The repository that the entry names already. */
  readonly git: string | null;
  /** What a completion replaces. */
  readonly range: Range;
}

const header = /^\s*\[\s*patch\s*\.\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(?:\.\s*"?([\w-]+)"?\s*)?\]/;

/** Null outside of patch tables and where nothing of ours is being written. */
export function patchCursor(lines: readonly string[], { line, character }: Position): PatchCursor | null {
  const text = lines[line] ?? "";
  const before = text.slice(0, character);
  if (/^\s*(?:\[|#)/.test(text)) return null;
  let top = line - 1;
  while (top >= 0 && !/^\s*\[/.test(lines[top]!)) top--;
  const named = top < 0 ? null : header.exec(lines[top]!);
  if (named === null) return null;
  const table = named[1] ?? named[2] ?? named[3]!;
  const range = (from: number, rest: RegExp): Range => ({
    start: { line, character: from },
    end: { line, character: character + rest.exec(text.slice(character))![0].length },
  });
  const key = /^\s*([\w-]*)$/.exec(before);
  if (key !== null)
    return named[4] === undefined && !/^[\w-]*\s*=/.test(text.slice(character))
      ? { table, at: "key", crate: "", git: null, range: range(character - key[1]!.length, /^[\w-]*/) }
      : null;
  const field = /(?:^|[{,])\s*(git|tag|branch)\s*=\s*(["'])([^"']*)$/.exec(before);
  if (field === null) return null;
  const own = named[4] === undefined ? [text] : lines.slice(top + 1, nextHeader(lines, top + 1));
  const valueOf = (name: string): string | null =>
    own
      .map((row) => new RegExp(`(?:^|[{,])\\s*${name}\\s*=\\s*["']([^"'\\n]+)["']`).exec(row)?.[1] ?? null)
      .find((value) => value !== null) ?? null;
  return {
    table,
    at: field[1] as "git" | "tag" | "branch",
    crate: valueOf("package") ?? named[4] ?? /^\s*"?([\w-]+)/.exec(text)?.[1] ?? "",
    git: valueOf("git"),
    range: range(character - field[3]!.length, /^[^"',}]*/),
  };
}

function nextHeader(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && !/^\s*\[/.test(lines[at]!)) at++;
  return at;
}
