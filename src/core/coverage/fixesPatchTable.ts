import { canonical } from "./rules";
import { appendBlock, insertBelow, linesOf } from "./fixesText";
import type { TextLines } from "./fixesText";
import { readToml } from "./toml";
import type { Toml } from "./toml";
import type { TomlEntry, TomlTable } from "./tomlTree";
import type { FixEdit } from "./types";

/** An entry of a patch table to be written. */
export interface PatchEntry {
  /** `crates-io` or the URL of the repository that is patched. */
  readonly table: string;
  readonly crate: string;
  readonly version: string;
  readonly git: string;
  readonly tag: string | null;
  readonly branch: string | null;
  readonly rev: string | null;
  readonly path: string | null;
}

/**
 * Edits that declare the patches in the manifest: into the table that is there, else a new one at the end. Empty where all are declared
 * already; null where the file is half-typed or writes its patches in a form that an insertion could break.
 */
export function addPatches(
  file: string,
  source: string,
  wanted: readonly PatchEntry[],
  key: string = entriesKey(wanted),
): readonly FixEdit[] | null {
  const toml = readOnce(source);
  if (toml.problems.length > 0) return null;
  // The guests of a workspace ask for the same patches of one root.
  const known = added.get(toml) ?? new Map<string, readonly FixEdit[] | null>();
  added.set(toml, known);
  const id = `${file}\n${key}`;
  let edits = known.get(id);
  if (edits === undefined) known.set(id, (edits = editsOf(toml, file, source, wanted)));
  return edits;
}

const added = new WeakMap<Toml, Map<string, readonly FixEdit[] | null>>();

/** Tells entries apart; `addPatches` takes it from who asks again and again. */
export function entriesKey(wanted: readonly PatchEntry[]): string {
  return JSON.stringify(wanted);
}

function editsOf(
  toml: Toml,
  file: string,
  source: string,
  wanted: readonly PatchEntry[],
): readonly FixEdit[] | null {
  const text = linesOf(file, source);
  const patch = toml.root.get("patch");
  if (patch && (patch.value.kind !== "table" || patch.value.inline)) return null;
  const tables = new Map<string, PatchEntry[]>();
  for (const entry of wanted) tables.set(entry.table, [...(tables.get(entry.table) ?? []), entry]);
  const edits: FixEdit[] = [];
  for (const [name, entries] of tables) {
    const present = patch?.value.kind === "table" ? tableOf(patch.value, name) : null;
    if (present && (present.value.kind !== "table" || present.value.inline)) return null;
    const table = present?.value.kind === "table" ? present.value : null;
    const missing = entries.filter((e) => !table || !declares(table, e));
    if (missing.length === 0) continue;
    const lines = written(missing, table);
    const below = present && table ? lastLineOf(text, present, table, name) : null;
    if (below !== null) edits.push(insertBelow(text, below, lines));
    else if (patch && /^\s*\[\s*patch\s*\]/.test(text.lines[patch.range.start.line] ?? "")) return null;
    else edits.push(appendBlock(text, [`[patch.${name === "crates-io" ? name : `"${name}"`}]`, ...lines]));
  }
  return edits;
}

/** The manifest of the last call: a guest with many unpatched crates asks about one text many times. */
let last: { readonly source: string; readonly toml: Toml } | null = null;

function readOnce(source: string): Toml {
  if (last?.source !== source) last = { source, toml: readToml(source) };
  return last.toml;
}

function tableOf(patch: TomlTable, name: string): TomlEntry | null {
  return (
    patch.entries.find(
      ({ key }) => key === name || (name !== "crates-io" && canonical(key) === canonical(name)),
    ) ?? null
  );
}

function field(entry: TomlEntry, name: string): string | null {
  if (entry.value.kind !== "table") return null;
  const value = entry.value.get(name)?.value;
  return value?.kind === "string" ? value.value : null;
}

function declares(table: TomlTable, wanted: PatchEntry): boolean {
  return table.entries.some((entry) => {
    if ((field(entry, "package") ?? entry.key) !== wanted.crate) return false;
    if (wanted.path !== null) return field(entry, "path") === wanted.path;
    const git = field(entry, "git");
    if (git === null || canonical(git) !== canonical(wanted.git)) return false;
    return (
      field(entry, "tag") === wanted.tag &&
      field(entry, "branch") === wanted.branch &&
      field(entry, "rev") === wanted.rev
    );
  });
}

function written(entries: readonly PatchEntry[], table: TomlTable | null): string[] {
  const taken = new Set(table?.entries.map((entry) => entry.key));
  return entries.map((e) => {
    let key = e.crate;
    if (taken.has(key)) key = `${e.crate}-v${e.version.replace(/[^0-9A-Za-z]+/g, "-")}`;
    while (taken.has(key)) key += "-2";
    taken.add(key);
    const fields = e.path === null ? [`git = "${e.git}"`] : [`path = "${e.path}"`];
    if (key !== e.crate) fields.push(`package = "${e.crate}"`);
    if (e.tag !== null) fields.push(`tag = "${e.tag}"`);
    else if (e.branch !== null) fields.push(`branch = "${e.branch}"`);
    else if (e.rev !== null) fields.push(`rev = "${e.rev}"`);
    return `${key} = { ${fields.join(", ")} }`;
  });
}

/** The line below which an entry of `[patch.name]` belongs; null where the table has no header of its own. */
function lastLineOf(text: TextLines, entry: TomlEntry, table: TomlTable, name: string): number | null {
  const header = (line: number): boolean => {
    const m = /^\s*\[\s*patch\s*\.\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*\]/.exec(
      text.lines[line] ?? "",
    );
    const key = m?.[1] ?? m?.[2] ?? m?.[3];
    return key !== undefined && (key === name || canonical(key) === canonical(name));
  };
  const start = entry.range.start.line;
  if (!header(start)) return null;
  let last = start;
  for (const child of table.entries) {
    if (/^\s*\[/.test(text.lines[child.range.start.line] ?? "")) continue;
    if (child.range.start.line > start) last = Math.max(last, child.range.end.line);
  }
  return last;
}
