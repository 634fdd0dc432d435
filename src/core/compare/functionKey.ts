import type { FunctionTable } from "../profile/model";
import { parseFunctionName, type FunctionName } from "../analysis/functionName";
import { textHash } from "./keyTable";
import { PathReader } from "./pathReader";

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
  return reader.read(name) ? reader.key : parsedKey(name);
}

const reader = new PathReader();

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

/** The keys of a table's rows, and what of them is asked again and again. */
export interface FunctionKeys {
  readonly keys: readonly string[];
  /** `textHash` of each. */
  readonly hashes: Int32Array;
  /** 1 for each row whose name is a plain path, so that it is its key. */
  readonly plain: Uint8Array;
  /** Rows of methods of a trait (`looseKey`), and rows in brackets, which are no function. */
  readonly methods: readonly number[];
  readonly brackets: readonly number[];
  /** Rows with a numbered impl in their name (`numberedApart`). */
  readonly numbered: readonly number[];
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
  const keys = new Array<string>(length);
  const hashes = new Int32Array(length);
  const plain = new Uint8Array(length);
  const methods: number[] = [];
  const brackets: number[] = [];
  const numbered: number[] = [];
  for (let row = 0; row < length; row++) {
    const text = name[row]!;
    if (reader.read(text)) {
      keys[row] = reader.key;
      hashes[row] = reader.hash;
      if (reader.key.length === text.length) plain[row] = 1;
      else if (text.includes("{impl#")) numbered.push(row);
      continue;
    }
    if (text.includes("{impl#")) numbered.push(row);
    const key = parsedKey(text);
    keys[row] = key;
    hashes[row] = textHash(key);
    if (key.startsWith("[")) brackets.push(row);
    else if (looseKey(key) !== null) methods.push(row);
  }
  return { keys, hashes, plain, methods, brackets, numbered };
}
