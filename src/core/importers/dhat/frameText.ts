/** One entry of a dhat file's frame table, taken apart. */
export interface DhatFrame {
  /** As it stands in the text, `0x4a3c`; null where there is none (`[root]`). Equal ones were inlined into each other. */
  readonly address: string | null;
  readonly name: string;
  /** Source file; null where only the object file or nothing is known. */
  readonly file: string | null;
  /** 1-based; 0 unknown. */
  readonly line: number;
  /** `in /usr/lib/libc.so.6`: what valgrind says of code without debug information. */
  readonly object: string | null;
}

/**
 * `0xADDR: name (file:line:col)` of dhat-rs, `0xADDR: name (file:line)` and `0xADDR: name (in object)` of valgrind, and
 * what lacks a part of it. Total: any text comes out as a name.
 */
export function parseDhatFrame(text: string): DhatFrame {
  const match = /^(0x[0-9A-Fa-f]{1,16}): /.exec(text);
  const address = match?.[1] ?? null;
  const rest = match ? text.slice(match[0].length) : text;
  const open = rest.endsWith(")") ? openingBracket(rest) : -1;
  const unknown = { address, file: null, line: 0, object: null };
  if (open < 2 || rest.charAt(open - 1) !== " ") return { ...unknown, name: rest };
  const name = rest.slice(0, open - 1);
  const place = rest.slice(open + 1, -1);
  if (place.startsWith("in ")) return { ...unknown, name, object: place.slice(3) };
  const at = /^([^]*?[^:]):(\d{1,10})(?::\d{1,10})?$/.exec(place);
  // Brackets that hold no place belong to the name: `operator new(unsigned long)`.
  if (!at) return { ...unknown, name: rest };
  const file = at[1]!;
  const line = Number(at[2]);
  const known = file !== "???" && file !== "<unknown>";
  return { ...unknown, name, file: known ? file : null, line: known && line <= 0x7fffffff ? line : 0 };
}

/** The bracket that the last character closes; -1 where there is none. Paths and names may have brackets of their own. */
function openingBracket(text: string): number {
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i--) {
    const c = text.charCodeAt(i);
    if (c === 0x29) depth++;
    else if (c === 0x28 && --depth === 0) return i;
  }
  return -1;
}
