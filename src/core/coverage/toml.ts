import { readKeptToml } from "./tomlKept";
import { readPlainToml } from "./tomlReader";
import { TomlTable, TomlText } from "./tomlTree";
import type { TextRange } from "./types";

export interface TomlProblem {
  readonly kind: "syntax" | "conflict";
  readonly message: string;
  readonly range: TextRange;
}

export interface Toml {
  readonly root: TomlTable;
  /** The first is the one to show; where there is any, `root` holds what the rest of the file says. */
  readonly problems: readonly TomlProblem[];
}

const maxTextLength = 4 * 1024 * 1024;
const maxRepairs = 12;
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
  const plain = readPlainToml(text);
  if (plain !== null) return { root: plain, problems: [] };
  const problems: TomlProblem[] = [];
  // Lines only become blank: every range stays true to the text as given.
  const lines = text.split("\n");
  blankConflicts(lines, problems);
  for (let repair = 0; repair <= maxRepairs; repair++) {
    try {
      return { root: readKeptToml(problems.length === 0 ? text : lines.join("\n")), problems };
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
  return { root: new TomlTable(new TomlText(""), 0, 0, "root"), problems };
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
