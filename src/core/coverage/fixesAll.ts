import type { Fix, FixEdit } from "./types";

/**
 * Several fixes as one ("fix all in this guest"): insertions at one place are joined, a new table is opened once, and an edit that
 * overlaps an earlier one is left out together with its fix. Null where nothing is left.
 */
export function combineFixes(fixes: readonly (Fix | null)[], title: string): Fix | null {
  const edits: FixEdit[] = [];
  const then = new Map<string, readonly string[]>();
  for (const fix of fixes) {
    if (!fix || fix.edits.some((e) => edits.some((o) => overlaps(e, o)))) continue;
    for (const edit of fix.edits) {
      const at = edits.findIndex((o) => samePlace(o, edit));
      const before = edits[at];
      if (!before) edits.push(edit);
      else edits[at] = { ...before, newText: joined(before.newText, edit.newText) };
    }
    for (const argv of fix.then) then.set(argv.join("\u0000"), argv);
  }
  return edits.length === 0 ? null : { kind: "fix-all", title, edits, then: [...then.values()] };
}

const empty = (e: FixEdit): boolean =>
  e.range.start.line === e.range.end.line && e.range.start.character === e.range.end.character;

function samePlace(a: FixEdit, b: FixEdit): boolean {
  return (
    a.file === b.file && order(a.range.start, b.range.start) === 0 && order(a.range.end, b.range.end) === 0
  );
}

function order(a: FixEdit["range"]["start"], b: FixEdit["range"]["start"]): number {
  return a.line - b.line || a.character - b.character;
}

function overlaps(a: FixEdit, b: FixEdit): boolean {
  if (a.file !== b.file) return false;
  if (samePlace(a, b)) return !empty(a) && a.newText !== b.newText;
  if (empty(a) && empty(b)) return false;
  return order(a.range.start, b.range.end) < 0 && order(b.range.start, a.range.end) < 0;
}

/** Two insertions at one place; lines that both bring (a header, an equal entry) stand once. */
function joined(a: string, b: string): string {
  if (a === b || b === "") return a;
  const eol = a.includes("\r\n") || b.includes("\r\n") ? "\r\n" : "\n";
  const have = a.split(eol);
  const header = have.find((l) => l.startsWith("["));
  const other = b.split(eol);
  const fresh = other.filter((l) => l !== "" && !have.includes(l));
  if (header !== undefined && other.includes(header)) {
    const end = a.endsWith(eol) ? eol : "";
    return a.slice(0, a.length - end.length) + fresh.map((l) => eol + l).join("") + end;
  }
  if (header === undefined && !other.some((l) => l.startsWith("[")))
    return a + fresh.map((l) => eol + l).join("");
  return a + b;
}
