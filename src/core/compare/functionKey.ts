import type { FunctionTable } from "../profile/model";
import { parseFunctionName, type FunctionName } from "../analysis/functionName";
import { textHash } from "./keyTable";
import { plainPathHash } from "./plainPath";

/** Names whose shape is not Rust's are matched as they are, without what a compiler appended. */
const suffixes =
  /(?:\.(?:llvm\.[0-9A-Za-z]+|cold|hot|unlikely|warm|exit|part|isra|constprop|lto_priv|localalias|specialized|tramp|str|\d+)(?=\.|$))+$/;
/** `VmAirWrapper<Rv32BaseAluAdapterAir, …>`: no `fn` but a type, and its parameters are what tells it from others. */
const typeAlone = /^\p{Lu}\w*</u;
const hashes = /::h[0-9a-f]{16}(?=$|\.|::)|\[[0-9a-f]{6,16}\](?=::|$|>|,| )|17h[0-9a-f]{16}(?=E$|E\.)/g;

/**
 * What functions of two builds are matched by: the demangled path, readable, without generics, closures, hashes and
 * suffixes of the compiler: `evm::trie::<Node as Encode>::encode`, `alloc::vec::Vec::push`, `[no symbol]`.
 */
export function functionKey(name: string): string {
  // A path of identifiers alone is its own key: most functions are that, and nothing is made for them.
  return plainPathHash(name) >= 0 ? name : parsedKey(name);
}

/** `functionKey` the long way. */
export function parsedKey(name: string): string {
  const plain = name.replace(hashes, "").replace(suffixes, "");
  if (plain.startsWith("[") || plain === "") return name;
  const parsed = typeAlone.test(plain) ? null : parseFunctionName(plain);
  return parsed === null ? plain : written(parsed);
}

function written({ crate, modules, type, trait, enclosing, name }: FunctionName): string {
  const scope = trait === null ? (type === null ? [] : [type]) : [`<${type ?? "_"} as ${trait}>`];
  const outside = modules.slice(0, modules.length - enclosing.length);
  return [...(crate === null ? [] : [crate]), ...outside, ...scope, ...enclosing, name].join("::");
}

/** The method without its path, for keys that name a trait: `<Node as Encode>::encode`. Null for others. */
export function looseKey(key: string): string | null {
  const at = key.indexOf("<");
  return at >= 0 && key.includes(" as ", at) ? key.slice(at) : null;
}

/** Each row's key, and its `textHash`. */
export interface FunctionKeys {
  readonly keys: readonly string[];
  readonly hashes: Int32Array;
}

const cache = new WeakMap<FunctionTable, FunctionKeys>();

/** Each row's key; once a table. */
export function functionKeys(functions: FunctionTable): readonly string[] {
  return hashedKeys(functions).keys;
}

/** As `functionKeys`. */
export function hashedKeys(functions: FunctionTable): FunctionKeys {
  let made = cache.get(functions);
  if (!made) cache.set(functions, (made = makeKeys(functions)));
  return made;
}

function makeKeys({ length, name }: FunctionTable): FunctionKeys {
  const hashes = new Int32Array(length);
  const keys = name.map((text, row) => {
    const hash = plainPathHash(text);
    const key = hash >= 0 ? text : parsedKey(text);
    hashes[row] = hash >= 0 ? hash : textHash(key);
    return key;
  });
  return { keys, hashes };
}
