import type { FunctionTable } from "../profile/model";
import { parseFunctionName, type FunctionName } from "../analysis/functionName";

/** Names whose shape is not Rust's are matched as they are, without what a compiler appended. */
const suffixes =
  /(?:\.(?:llvm\.[0-9A-Za-z]+|cold|hot|unlikely|warm|exit|part|isra|constprop|lto_priv|localalias|specialized|tramp|str|\d+)(?=\.|$))+$/;
const path = /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*$/;
/** `VmAirWrapper<Rv32BaseAluAdapterAir, …>`: no `fn` but a type, and its parameters are what tells it from others. */
const typeAlone = /^\p{Lu}\w*</u;
const hashes = /::h[0-9a-f]{16}(?=$|\.|::)|\[[0-9a-f]{6,16}\](?=::|$|>|,| )|17h[0-9a-f]{16}(?=E$|E\.)/g;

/**
 * What functions of two builds are matched by: the demangled path, readable, without generics, closures, hashes and
 * suffixes of the compiler: `evm::trie::<Node as Encode>::encode`, `alloc::vec::Vec::push`, `[no symbol]`.
 */
export function functionKey(name: string): string {
  return isPlain(name) ? name : parsedKey(name);
}

/** A path of identifiers alone is its own key: most functions are that, and nothing is made for them. */
function isPlain(name: string): boolean {
  return path.test(name) && !name.includes("::h") && !name.includes("17h");
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

const cache = new WeakMap<FunctionTable, readonly string[]>();

/** Each row's key; once a table. */
export function functionKeys(functions: FunctionTable): readonly string[] {
  let keys = cache.get(functions);
  if (!keys) cache.set(functions, (keys = functions.name.map(functionKey)));
  return keys;
}
