import { parseTOML } from "toml-eslint-parser";
import type { AST } from "toml-eslint-parser";
import type { TextRange } from "./types";

export type TomlValue =
  | { readonly kind: "string"; readonly value: string; readonly range: TextRange }
  | { readonly kind: "scalar"; readonly value: boolean | number | string; readonly range: TextRange }
  | { readonly kind: "array"; readonly items: readonly TomlValue[]; readonly range: TextRange }
  | TomlTable;

export interface TomlTable {
  readonly kind: "table";
  readonly entries: ReadonlyMap<string, TomlEntry>;
  readonly range: TextRange;
  /** True for `{ … }`: an edit must stay on the line. */
  readonly inline: boolean;
}

/** `key = value`, or a `[table]` with its header. */
export interface TomlEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  /** From the key (or header) to the end of the value (or the last line of the table). */
  readonly range: TextRange;
  readonly value: TomlValue;
}

export interface TomlProblem {
  readonly kind: "syntax" | "conflict";
  readonly message: string;
  readonly range: TextRange;
}

export interface Toml {
  readonly root: TomlTable;
  /** The first is the one to show; where there is any, `root` holds what the rest of the file says. */
  readonly problems: readonly TomlProblem[];
  readonly comments: readonly { readonly text: string; readonly range: TextRange }[];
}

type MutableTable = { kind: "table"; entries: Map<string, TomlEntry>; range: TextRange; inline: boolean };

const maxTextLength = 4 * 1024 * 1024;
const maxRepairs = 12;
const maxDepth = 64;
const marker = /^(?:<{7}|={7}|>{7}|\|{7})/;

/** The last few texts: findings, fixes and the editor ask for the same one in turn, and the answer never changes. */
const lastRead = new Map<string, Toml>();
const maxLastRead = 16;

/** Reads TOML with ranges; a broken statement is left out and told, the rest stands. Never throws. */
export function readToml(source: string): Toml {
  const known = lastRead.get(source);
  if (known !== undefined) return known;
  const toml = parse(source);
  lastRead.set(source, toml);
  if (lastRead.size > maxLastRead) lastRead.delete(lastRead.keys().next().value!);
  return toml;
}

function parse(source: string): Toml {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (text.length > maxTextLength)
    return empty([
      { kind: "syntax", message: "the file is too large for a manifest", range: lineRange(0, 0) },
    ]);
  const problems: TomlProblem[] = [];
  // Lines only become blank: every range stays true to the text as given.
  const lines = text.split("\n");
  blankConflicts(lines, problems);
  for (let repair = 0; repair <= maxRepairs; repair++) {
    try {
      const program = parseTOML(problems.length === 0 ? text : lines.join("\n"), { tomlVersion: "1.0" });
      return { ...convert(program), problems };
    } catch (error) {
      const line = errorLine(error, lines);
      // One mark is enough: what follows a half-typed statement is often only its echo.
      if (!problems.some((problem) => problem.kind === "syntax"))
        problems.push({
          kind: "syntax",
          message:
            error instanceof Error && !(error instanceof RangeError) ? error.message : "nested too deeply",
          range: errorRange(error, line, lines),
        });
      if (!blankStatement(lines, line)) break;
    }
  }
  return empty(problems);
}

function empty(problems: readonly TomlProblem[]): Toml {
  return {
    root: { kind: "table", entries: new Map(), range: lineRange(0, 0), inline: false },
    problems,
    comments: [],
  };
}

function lineRange(line: number, end: number): TextRange {
  return { start: { line, character: 0 }, end: { line, character: end } };
}

/** Both sides of a conflict are somebody's wish, none is the file's word. */
function blankConflicts(lines: string[], problems: TomlProblem[]): void {
  let open = false;
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line]!;
    const isMarker = marker.test(text);
    if (isMarker && !open && text.startsWith("<")) {
      open = true;
      problems.push({ kind: "conflict", message: "merge conflict", range: lineRange(line, 7) });
    } else if (isMarker && !open)
      problems.push({ kind: "conflict", message: "merge conflict marker", range: lineRange(line, 7) });
    if (open || isMarker) lines[line] = "";
    if (isMarker && text.startsWith(">")) open = false;
  }
}

interface Located {
  readonly lineNumber: number;
  readonly column: number;
}

function located(error: unknown): Located | null {
  const { lineNumber, column } = error as Partial<Located>;
  return typeof lineNumber === "number" && typeof column === "number" ? { lineNumber, column } : null;
}

const statement = /^\s*(?:\[|[A-Za-z0-9_."'-]+\s*=)/;

/** The line to mark: a header, list or table that is not closed shows its error on the next statement. */
function errorLine(error: unknown, lines: readonly string[]): number {
  const line = Math.max(0, Math.min(lines.length - 1, (located(error)?.lineNumber ?? 1) - 1));
  let above = line - 1;
  while (above >= 0 && !statement.test(lines[above]!)) above--;
  if (above < 0 || (line < lines.length - 1 && !statement.test(lines[line]!) && lines[line]!.trim() !== ""))
    return line;
  return isOpen(lines.slice(above, line)) ? above : line;
}

/** More brackets opened than closed, strings and comments aside. */
function isOpen(lines: readonly string[]): boolean {
  let depth = 0;
  for (const line of lines)
    for (const [token] of line.matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|#.*|[[\]{}]/g))
      depth += token === "[" || token === "{" ? 1 : token === "]" || token === "}" ? -1 : 0;
  return depth > 0;
}

function errorRange(error: unknown, line: number, lines: readonly string[]): TextRange {
  const length = lines[line]!.replace(/\r$/, "").length;
  const character = Math.max(0, Math.min(located(error)?.column ?? 0, Math.max(0, length - 1)));
  return { start: { line, character }, end: { line, character: Math.max(character, length) } };
}

/** Blanks the statement at the line; of a table header the whole table, since its keys would land in another. False where nothing is left to blank. */
function blankStatement(lines: string[], errorAt: number): boolean {
  let line = errorAt;
  while (line >= 0 && lines[line]!.trim() === "") line--;
  if (line < 0) return false;
  // An open list or string shows its error below: back to the line with the key or header.
  let start = line;
  while (start > 0 && !statement.test(lines[start]!)) start--;
  const isHeader = /^\s*\[/.test(lines[start]!);
  let end = line;
  if (isHeader) while (end + 1 < lines.length && !/^\s*\[/.test(lines[end + 1]!)) end++;
  for (let at = start; at <= end; at++) lines[at] = "";
  return true;
}

function convert(program: AST.TOMLProgram): Pick<Toml, "root" | "comments"> {
  const top = program.body[0];
  const root: MutableTable = { kind: "table", entries: new Map(), range: rangeOf(top), inline: false };
  for (const node of top.body) {
    if (node.type === "TOMLKeyValue") addKeyValue(root, node, 0);
    else {
      const table: MutableTable = { kind: "table", entries: new Map(), range: rangeOf(node), inline: false };
      for (const child of node.body) addKeyValue(table, child, 0);
      addTable(root, node, table);
    }
  }
  return { root, comments: program.comments.map((c) => ({ text: c.value, range: rangeOf(c) })) };
}

function addTable(root: MutableTable, node: AST.TOMLTable, table: MutableTable): void {
  const keys = node.key.keys;
  const at = descend(root, keys.slice(0, -1), rangeOf(node));
  const last = keys.at(-1);
  if (at === null || last === undefined) return;
  const key = keyText(last);
  const before = at.entries.get(key)?.value;
  if (node.kind === "array") {
    const items = before?.kind === "array" ? [...before.items, table] : [table];
    at.entries.set(key, {
      key,
      keyRange: rangeOf(last),
      range: rangeOf(node),
      value: { kind: "array", items, range: rangeOf(node) },
    });
    return;
  }
  // `[a.b]` before `[a]`: keep what is there, take the header's place.
  if (before?.kind === "table")
    for (const [k, v] of before.entries) if (!table.entries.has(k)) table.entries.set(k, v);
  at.entries.set(key, { key, keyRange: rangeOf(last), range: rangeOf(node), value: table });
}

function addKeyValue(table: MutableTable, node: AST.TOMLKeyValue, depth: number): void {
  const keys = node.key.keys;
  const at = descend(table, keys.slice(0, -1), rangeOf(node));
  const last = keys.at(-1);
  if (at === null || last === undefined) return;
  const key = keyText(last);
  at.entries.set(key, {
    key,
    keyRange: rangeOf(last),
    range: rangeOf(node),
    value: valueOf(node.value, depth),
  });
}

/** Tables of a dotted key, made where missing; the last item where one is an array of tables. */
function descend(
  table: MutableTable,
  keys: readonly (AST.TOMLBare | AST.TOMLQuoted)[],
  range: TextRange,
): MutableTable | null {
  let at = table;
  for (const node of keys) {
    const key = keyText(node);
    const found = at.entries.get(key)?.value;
    const next = found?.kind === "array" ? found.items.at(-1) : found;
    if (next === undefined) {
      const made: MutableTable = { kind: "table", entries: new Map(), range, inline: false };
      at.entries.set(key, { key, keyRange: rangeOf(node), range, value: made });
      at = made;
    } else if (next.kind === "table") at = next as MutableTable;
    else return null;
  }
  return at;
}

function valueOf(node: AST.TOMLContentNode, depth: number): TomlValue {
  const range = rangeOf(node);
  if (node.type === "TOMLArray")
    return {
      kind: "array",
      items: depth >= maxDepth ? [] : node.elements.map((item) => valueOf(item, depth + 1)),
      range,
    };
  if (node.type === "TOMLInlineTable") {
    const table: MutableTable = { kind: "table", entries: new Map(), range, inline: true };
    if (depth < maxDepth) for (const child of node.body) addKeyValue(table, child, depth + 1);
    return table;
  }
  if (node.kind === "string") return { kind: "string", value: node.value, range };
  if (node.kind === "integer") return { kind: "scalar", value: String(node.bigint), range };
  return { kind: "scalar", value: node.value instanceof Date ? node.value.toISOString() : node.value, range };
}

function keyText(node: AST.TOMLBare | AST.TOMLQuoted): string {
  return node.type === "TOMLBare" ? node.name : node.value;
}

function rangeOf(node: {
  readonly loc: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}): TextRange {
  const { start, end } = node.loc;
  return {
    start: { line: start.line - 1, character: start.column },
    end: { line: end.line - 1, character: end.column },
  };
}

export function tableAt(table: TomlTable | null, ...keys: readonly string[]): TomlTable | null {
  let at: TomlTable | null = table;
  for (const key of keys) {
    const value: TomlValue | undefined = at?.entries.get(key)?.value;
    at = value?.kind === "table" ? value : null;
  }
  return at;
}

export function stringAt(table: TomlTable | null, key: string): string | null {
  const value = table?.entries.get(key)?.value;
  return value?.kind === "string" ? value.value : null;
}

export function booleanAt(table: TomlTable | null, key: string): boolean | null {
  const value = table?.entries.get(key)?.value;
  return value?.kind === "scalar" && typeof value.value === "boolean" ? value.value : null;
}

export function stringsAt(table: TomlTable | null, key: string): readonly string[] {
  const value = table?.entries.get(key)?.value;
  return value?.kind === "array"
    ? value.items.flatMap((item) => (item.kind === "string" ? [item.value] : []))
    : [];
}
