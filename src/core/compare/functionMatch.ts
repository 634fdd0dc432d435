import type { Profile } from "../profile/model";
import { hashedKeys, looseKey, type FunctionKeys } from "./functionKey";
import { instancesOf, type Instances } from "./instances";
import { KeyTable, textHash } from "./keyTable";
import { numberedApart, type OwnKeys } from "./numberedImpls";

/** One group a source `fn`, with its rows on each side; the keys of groups are distinct. */
export interface FunctionMatch {
  readonly table: KeyTable;
  readonly base: Instances;
  readonly next: Instances;
  /** Groups in brackets, which are no functions. */
  readonly brackets: readonly number[];
}

export function matchFunctions(base: Profile, next: Profile): FunctionMatch {
  const table = new KeyTable(base.functions.length);
  const sides = [hashedKeys(base.functions), hashedKeys(next.functions)] as const;
  const other = placedElsewhere(methodsOf(sides[0]), methodsOf(sides[1]));
  const apart = numberedApart(base.functions, next.functions);
  const before = groupsOf(sides[0], table, other, apart[0], new Int32Array());
  const after = groupsOf(sides[1], table, other, apart[1], before);
  const { length } = table;
  const brackets = new Set([
    ...sides[0].brackets.map((row) => before[row]!),
    ...sides[1].brackets.map((row) => after[row]!),
  ]);
  return {
    table,
    base: instancesOf(before, length),
    next: instancesOf(after, length),
    brackets: [...brackets],
  };
}

/** By row the number of its group. `like` are those of the other side, which most times has its rows in the same order. */
function groupsOf(
  { keys, hashes }: FunctionKeys,
  table: KeyTable,
  other: ReadonlyMap<string, string>,
  apart: OwnKeys,
  like: Int32Array,
): Int32Array {
  const groups = new Int32Array(keys.length);
  const rowOf = new Int32Array(table.length);
  for (let row = 0; row < like.length; row++) rowOf[like[row]!] = row;
  let there = 0;
  for (let row = 0; row < groups.length; row++) {
    const own = keys[row]!;
    const moved = apart.get(row) ?? (other.size === 0 ? undefined : other.get(own));
    const key = moved ?? own;
    const hash = moved === undefined ? hashes[row]! : textHash(moved);
    const group =
      there < like.length && table.has(like[there]!, key, hash) ? like[there]! : table.add(key, hash);
    groups[row] = group;
    there = (group < rowOf.length ? rowOf[group]! : there) + 1;
  }
  return groups;
}

function methodsOf({ keys, methods }: FunctionKeys): ReadonlySet<string> {
  return new Set(methods.map((row) => keys[row]!));
}

/**
 * The two manglings of Rust write methods with different paths: `a::m::<impl Tr for S>::f`, `<a::S as Tr>::f`. What is
 * left over on both sides and is the only method of its type, trait and name there is one and the same. Key → the key of both.
 */
function placedElsewhere(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const left = onlyOnes([...before].filter((key) => !after.has(key)));
  const right = onlyOnes([...after].filter((key) => !before.has(key)));
  const out = new Map<string, string>();
  for (const [loose, key] of left) {
    const other = right.get(loose);
    if (key === null || other === undefined || other === null) continue;
    // Whichever side is the newer one.
    const both = key < other ? key : other;
    out.set(key, both).set(other, both);
  }
  return out;
}

function onlyOnes(keys: readonly string[]): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const key of keys) {
    const loose = looseKey(key);
    if (loose !== null) found.set(loose, found.has(loose) ? null : key);
  }
  return found;
}
