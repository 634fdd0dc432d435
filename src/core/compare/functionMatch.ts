import type { Profile } from "../profile/model";
import { hashedKeys, looseKey } from "./functionKey";
import { instancesOf, type Instances } from "./instances";
import { KeyTable, textHash } from "./keyTable";

/** One group a source `fn`, with its rows on each side; the keys of groups are distinct. */
export interface FunctionMatch {
  readonly table: KeyTable;
  readonly base: Instances;
  readonly next: Instances;
}

export function matchFunctions(base: Profile, next: Profile): FunctionMatch {
  const table = new KeyTable();
  const sides = [hashedKeys(base.functions), hashedKeys(next.functions)] as const;
  const other = placedElsewhere(sides[0].keys, sides[1].keys);
  const [before, after] = sides.map(({ keys, hashes }) => {
    const groups = new Int32Array(keys.length);
    for (let row = 0; row < groups.length; row++) {
      const key = keys[row]!;
      const moved = other.size === 0 ? undefined : other.get(key);
      groups[row] = moved === undefined ? table.add(key, hashes[row]!) : table.add(moved, textHash(moved));
    }
    return groups;
  });
  const { length } = table.keys;
  return { table, base: instancesOf(before!, length), next: instancesOf(after!, length) };
}

/**
 * The two manglings of Rust write methods with different paths: `a::m::<impl Tr for S>::f`, `<a::S as Tr>::f`. What is
 * left over on both sides and is the only method of its type, trait and name there is one and the same. Key → the key of both.
 */
function placedElsewhere(base: readonly string[], next: readonly string[]): ReadonlyMap<string, string> {
  // Few functions are methods of a trait; the others need no second look.
  const methods = (keys: readonly string[]): Set<string> =>
    new Set(keys.filter((key) => looseKey(key) !== null));
  const [before, after] = [methods(base), methods(next)];
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
