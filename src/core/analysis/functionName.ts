import { typeName } from "../rust/typeName";

/** A demangled name taken apart far enough to find its `fn` in a source file. */
export interface FunctionName {
  /** First path segment; null where the name has none of its own (`<u8 as Tr>::f`). */
  readonly crate: string | null;
  /** Modules and enclosing functions after the crate, before type and name. */
  readonly modules: readonly string[];
  /** Last segment of the type of a method, generics elided; null for what is written as a plain path. */
  readonly type: string | null;
  readonly trait: string | null;
  /** Functions around it that stand in the type's impl; the last ones of `modules`. Empty for a plain path. */
  readonly enclosing: readonly string[];
  /** First segment of the trait's path. */
  readonly traitCrate: string | null;
  /** The `fn`: closures belong to the function they stand in. */
  readonly name: string;
}

/**
 * Takes legacy and v0 spellings: `a::b::f`, `a::S<T>::f`, `<a::S as c::Tr<U>>::f`, `a::m::<impl c::Tr for a::S>::f`,
 * `…::f::<T>`, `…::{{closure}}`, `…::{closure#0}`. Null for what is no path of Rust.
 */
export function parseFunctionName(name: string): FunctionName | null {
  const segments = splitTop(name, "::").filter((segment, i) => isOwn(segment, i));
  const last = segments.at(-1);
  const own = last === undefined ? null : identifier(last);
  if (own === null) return null;
  const at = segments.findIndex((segment) => segment.startsWith("<"));
  if (at < 0) {
    const plain = segments.map((segment) => identifier(segment) ?? segment);
    const crate = plain.length > 1 ? plain[0]! : null;
    return {
      crate,
      modules: plain.slice(1, -1),
      type: null,
      trait: null,
      enclosing: [],
      traitCrate: null,
      name: own,
    };
  }
  const { type, trait } = qualified(segments[at]!);
  const path = typePath(type);
  const before = segments.slice(0, at);
  const after = segments.slice(at + 1, -1).map((segment) => identifier(segment) ?? segment);
  return {
    crate: before[0] ?? (path.length > 1 ? path[0]! : null),
    modules: [...(at > 0 ? before.slice(1) : path.slice(1, -1)), ...after],
    type: typeName(type),
    trait: trait === null ? null : typeName(trait),
    enclosing: after,
    traitCrate: trait === null ? null : (typePath(trait)[0] ?? null),
    name: own,
  };
}

/** Generics in turbofish and `{closure#0}`, `{impl#1}`, `{{closure}}` are no path of their own; `a::m::<S as Tr>` is. */
function isOwn(segment: string, i: number): boolean {
  if (segment === "" || segment.startsWith("{")) return false;
  if (!segment.startsWith("<") || i === 0 || segment.startsWith("<impl ")) return true;
  return segment.includes(" as ") && splitTop(segment.slice(1), " as ").length > 1;
}

/** `<T as Tr>`, `<T>`, `<impl Tr for T>`, `<impl T>` as type and trait. */
function qualified(segment: string): { type: string; trait: string | null } {
  const impl = segment.startsWith("<impl ");
  const inner = segment.slice(impl ? 6 : 1, segment.endsWith(">") ? -1 : undefined);
  const parts = splitTop(inner, impl ? " for " : " as ");
  if (parts.length < 2) return { type: inner, trait: null };
  return impl ? { type: parts[1]!, trait: parts[0]! } : { type: parts[0]!, trait: parts[1]! };
}

function typePath(type: string): string[] {
  const bare = type.replace(/^(?:&|\*|\s|mut |const |dyn )+/, "");
  if (!/^[A-Za-z_]/.test(bare)) return [];
  return splitTop(bare, "::").map((segment) => identifier(segment) ?? segment);
}

/** The name of a path's segment, before its generics and `{{vtable.shim}}`; null for what is no such segment: `mallocgc.func1`. */
function identifier(segment: string): string | null {
  return /^(?:r#)?([\p{XID_Start}_]\p{XID_Continue}*)(?=$|[<{])/u.exec(segment)?.[1] ?? null;
}

/** Splits where no bracket is open; the `>` of an arrow closes nothing. Linear. */
function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "<" || c === "(" || c === "[" || c === "{") depth++;
    else if (c === ")" || c === "]" || c === "}") depth = Math.max(0, depth - 1);
    else if (c === ">" && text.charAt(i - 1) !== "-") depth = Math.max(0, depth - 1);
    else if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(start, i));
      start = i + separator.length;
      i = start - 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
