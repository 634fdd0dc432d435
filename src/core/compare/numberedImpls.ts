import type { FunctionTable } from "../profile/model";
import { functionKey, hashedKeys, type FunctionKeys } from "./functionKey";

/** Row of a table → the key that it is matched by in place of its own. */
export type OwnKeys = ReadonlyMap<number, string>;

const number = /\{impl#(\d+)\}/g;
const stand = /__impl_number_(\d+)__/g;

/**
 * Debug information writes methods as `a::m::{impl#2}::f`, the number being that of the impl in its module. An impl
 * that is added above shifts it, so that keys do without. But where both sides have the same numbers of a path, more
 * than one of them and no function of that path without, they are the same impls, and each is a function of its own.
 */
export function numberedApart(base: FunctionTable, next: FunctionTable): readonly [OwnKeys, OwnKeys] {
  const sides = [base, next].map((table) => ({ table, keys: hashedKeys(table), own: ownKeys(table) }));
  const [before, after] = sides.map(({ keys, own }) => keysOfPath(keys, own));
  if (before!.size === 0 || after!.size === 0) return [new Map(), new Map()];
  const apart = new Set<string>();
  for (const [path, numbered] of before!) {
    const others = after!.get(path);
    if (numbered.size < 2 || others?.size !== numbered.size) continue;
    if ([...numbered].every((key) => others.has(key))) apart.add(path);
  }
  for (const { keys, own } of sides)
    if (apart.size > 0) keys.keys.forEach((path, row) => !own.has(row) && apart.delete(path));
  const [left, right] = sides.map(
    ({ keys, own }) => new Map([...own].filter(([row]) => apart.has(keys.keys[row]!))),
  );
  return [left!, right!];
}

/** Of rows that stand in a numbered impl the key with its number. */
function ownKeys(table: FunctionTable): OwnKeys {
  const own = new Map<number, string>();
  for (const row of hashedKeys(table).numbered) {
    const name = table.name[row]!;
    const key = functionKey(name.replace(number, "__impl_number_$1__")).replace(stand, "{impl#$1}");
    if (key.includes("{impl#")) own.set(row, key);
  }
  return own;
}

function keysOfPath({ keys }: FunctionKeys, own: OwnKeys): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [row, key] of own) {
    const numbered = found.get(keys[row]!);
    if (numbered) numbered.add(key);
    else found.set(keys[row]!, new Set([key]));
  }
  return found;
}
