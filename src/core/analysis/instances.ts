import type { FunctionTable } from "../profile/model";
import { parsedNames } from "./matchFunctions";

/**
 * The rows that are instances of the same source `fn` as `row` (monomorphised copies, its closures), itself
 * included: the same path without generics, declared in the same file where DWARF says which.
 */
export function instancesOf(functions: FunctionTable, row: number): readonly number[] {
  const groups = groupsOf(functions);
  return groups.get(instanceKey(functions, row)) ?? [row];
}

const cache = new WeakMap<FunctionTable, ReadonlyMap<string, readonly number[]>>();

function groupsOf(functions: FunctionTable): ReadonlyMap<string, readonly number[]> {
  const known = cache.get(functions);
  if (known) return known;
  const groups = new Map<string, number[]>();
  for (let row = 0; row < functions.length; row++) {
    const key = instanceKey(functions, row);
    const rows = groups.get(key);
    if (rows) rows.push(row);
    else groups.set(key, [row]);
  }
  cache.set(functions, groups);
  return groups;
}

function instanceKey(functions: FunctionTable, row: number): string {
  const name = parsedNames(functions)[row];
  if (!name) return `row ${row}`;
  const { crate, modules, type, trait } = name;
  return [
    functions.file[row] ?? "",
    crate ?? "",
    modules.join("::"),
    type ?? "",
    trait ?? "",
    name.name,
  ].join("\0");
}
