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
  const colon = addressEnd(text);
  const address = colon < 0 ? null : text.slice(0, colon);
  const start = colon < 0 ? 0 : colon + 2;
  const open = text.endsWith(")") ? openingBracket(text) : -1;
  if (open < start + 2 || text.charCodeAt(open - 1) !== 0x20)
    return unplaced(address, text.slice(start), null);
  const name = text.slice(start, open - 1);
  const place = text.slice(open + 1, -1);
  if (place.startsWith("in ")) return unplaced(address, name, place.slice(3));
  const end = placeColon(place);
  // Brackets that hold no place belong to the name: `operator new(unsigned long)`.
  if (end < 0) return unplaced(address, text.slice(start), null);
  const file = place.slice(0, end);
  if (file === "???" || file === "<unknown>") return unplaced(address, name, null);
  const line = parseInt(place.slice(end + 1), 10);
  return { address, name, file, line: line <= 0x7fffffff ? line : 0, object: null };
}

function unplaced(address: string | null, name: string, object: string | null): DhatFrame {
  return { address, name, file: null, line: 0, object };
}

/** Where the `: ` behind the address stands; -1 for a text that begins with none. */
function addressEnd(text: string): number {
  if (!text.startsWith("0x")) return -1;
  let i = 2;
  while (i < 18 && isHex(text.charCodeAt(i))) i++;
  return i > 2 && text.startsWith(": ", i) ? i : -1;
}

function isHex(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x66) || (c >= 0x41 && c <= 0x46);
}

/** The colon behind the file in `file:line:column` or `file:line`; -1 where the text is no such place. */
function placeColon(place: string): number {
  const last = colonBefore(place, place.length);
  if (last < 0) return -1;
  const first = colonBefore(place, last);
  if (endsFile(place, first)) return first;
  return endsFile(place, last) ? last : -1;
}

/** The colon before the number of up to ten digits that ends at `to`; -1 where there is none. */
function colonBefore(text: string, to: number): number {
  let i = to - 1;
  while (i >= 0 && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x39) i--;
  const digits = to - 1 - i;
  return i >= 0 && digits >= 1 && digits <= 10 && text.charCodeAt(i) === 0x3a ? i : -1;
}

/** True where something stands before the colon that is no colon. */
function endsFile(text: string, colon: number): boolean {
  return colon > 0 && text.charCodeAt(colon - 1) !== 0x3a;
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
