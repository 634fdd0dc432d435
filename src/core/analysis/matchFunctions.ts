import type { FunctionTable } from "../profile/model";
import type { RustFunction } from "../rust/functionIndex";
import type { FunctionName } from "./functionName";
import { parseFunctionName } from "./functionName";

/** What is known of the document that functions are looked for in. */
export interface DocumentPlace {
  /** Whether DWARF says that a source path of the profile is this document. */
  isHere(file: string): boolean;
  /** 0-based line of the document for a 1-based line of the build; -1 where it has gone. */
  toDocument(line: number): number;
  /** Crate names that this file can belong to; null if not known. */
  readonly crates: ReadonlySet<string> | null;
  /** Module path of the file in its crate; null if not known. */
  readonly modules: readonly string[] | null;
}

/** A `fn` of the document and the rows of `functions` that are instances of it. */
export interface FunctionMatch {
  /** Position in the index. */
  readonly fn: number;
  readonly rows: readonly number[];
}

/**
 * Finds the `fn` of each row: by DWARF's file, name and line first, else by the name alone. A row that fits
 * several functions equally well belongs to none: a wrong figure is worse than a missing one.
 */
export function matchFunctions(
  functions: FunctionTable,
  document: readonly RustFunction[],
  place: DocumentPlace,
): readonly FunctionMatch[] {
  const byName = new Map<string, number[]>();
  document.forEach((fn, i) => {
    const list = byName.get(fn.name);
    if (list) list.push(i);
    else byName.set(fn.name, [i]);
  });
  const rows = new Map<number, number[]>();
  const here = new Map<string, boolean>();
  const names = parsedNames(functions);
  for (let row = 0; row < functions.length; row++) {
    const name = names[row];
    const candidates = name && byName.get(name.name);
    if (!name || !candidates) continue;
    const file = functions.file[row] ?? null;
    let fn = -1;
    if (file === null) {
      fn = only(candidates.filter((i) => fitsByName(document[i]!, name, place)));
    } else {
      let isHere = here.get(file);
      if (isHere === undefined) here.set(file, (isHere = place.isHere(file)));
      if (isHere) fn = byLine(document, candidates, name, place.toDocument(functions.line[row]!));
    }
    if (fn < 0) continue;
    const list = rows.get(fn);
    if (list) list.push(row);
    else rows.set(fn, [row]);
  }
  return [...rows].map(([fn, list]) => ({ fn, rows: list })).sort((a, b) => a.fn - b.fn);
}

const cache = new WeakMap<FunctionTable, readonly (FunctionName | null)[]>();

/** Each row's name taken apart; once a table. */
export function parsedNames(functions: FunctionTable): readonly (FunctionName | null)[] {
  let names = cache.get(functions);
  if (!names) cache.set(functions, (names = functions.name.map(parseFunctionName)));
  return names;
}

/** Of the functions of that name the innermost around the line; a line that has gone leaves the scope to tell. */
function byLine(
  document: readonly RustFunction[],
  candidates: readonly number[],
  name: FunctionName,
  line: number,
): number {
  const around = candidates.filter((i) => document[i]!.startLine <= line && line <= document[i]!.endLine);
  if (around.length > 0)
    return around.reduce((a, b) => (document[b]!.startLine >= document[a]!.startLine ? b : a));
  return only(candidates.filter((i) => fitsScope(document[i]!, name)));
}

function fitsByName(fn: RustFunction, name: FunctionName, place: DocumentPlace): boolean {
  if (!fitsScope(fn, name)) return false;
  if (place.crates && !isOfCrate(name, place.crates)) return false;
  // An impl may stand in another module than its type: only free functions have to be in theirs.
  if (fn.implType !== null || fn.trait !== null) return true;
  const expected = place.modules ? [...place.modules, ...fn.path] : fn.path;
  const found = name.modules;
  if (place.modules && found.length !== expected.length) return false;
  return expected.every((segment, i) => found[found.length - expected.length + i] === segment);
}

function isOfCrate(name: FunctionName, crates: ReadonlySet<string>): boolean {
  // `main` and other unmangled names carry no crate at all.
  if (name.crate === null && name.traitCrate === null) return name.type === null || crates.size > 0;
  return [name.crate, name.traitCrate].some((crate) => crate !== null && crates.has(crate));
}

function fitsScope(fn: RustFunction, name: FunctionName): boolean {
  const type = name.type ?? name.modules.at(-1) ?? null;
  if (fn.implType !== null) {
    if (fn.trait === null) return type === fn.implType && name.trait === null;
    return name.type === fn.implType && name.trait === fn.trait;
  }
  // A trait's provided method is `<S as Tr>::f` of any type, or `Tr::f`.
  if (fn.trait !== null) return name.trait === fn.trait || (name.type === null && type === fn.trait);
  return name.type === null || fn.path.length > 0;
}

function only(found: readonly number[]): number {
  return found.length === 1 ? found[0]! : -1;
}
