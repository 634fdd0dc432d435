import { isLibraryPath, isStandardCrate } from "../../analysis/flame/libraries";
import { crateOf } from "../../profile/names";
import type { DhatFrame } from "./frameText";

/** Functions that do nothing but hand out memory: the innermost frame of every stack is one of them. */
const allocators: readonly RegExp[] = [
  /^(?:malloc|calloc|realloc|reallocarray|aligned_alloc|memalign|posix_memalign|valloc|pvalloc|reallocf)$/,
  /^(?:__)?(?:libc_)?(?:malloc|calloc|realloc|memalign)(?:@@?[\w.]+)?$/,
  /^operator new(?:\[\])?(?:\(.*\))?$/,
  /^(?:_R\w*7___rustc\d*_+|(?:\w+::)*)_*(?:rust|rdl|rg|rustc)_(?:alloc|alloc_zeroed|realloc)(?:_\w+)?$/,
  /^__rustc(?:\[\w+\])?::__(?:rust|rdl|rg)_\w+$/,
  /^alloc::alloc::(?:alloc|alloc_zeroed|realloc|exchange_malloc|box_new)\b/,
  /^<?alloc::alloc::Global(?: as core::alloc::Allocator)?>?::/,
  /^<(?:\w+::)*\w+ as core::alloc::global::GlobalAlloc>::/,
  /^(?:je|mi|tc)_(?:malloc|calloc|realloc|memalign|aligned_alloc)\b/,
];

export function isAllocator({ name }: DhatFrame): boolean {
  return allocators.some((rule) => rule.test(name));
}

/** First folders of the standard library's sources as dhat-rs shortens them to three parts. */
const standardSource =
  /^(?:(?:alloc|core|std|hashbrown|alloctests|coretests)\/src\/|(?:[^:]*\/)?library\/(?:alloc|core|std|proc_macro)\/)/;

/**
 * Code of Rust's standard library: a `Vec` that grows is no place in anybody's program. By the name's own crate; where
 * the type has none (`<T as …>`, `[u8]`), by the trait's; else by the path.
 */
export function isStandardFrame(frame: DhatFrame): boolean {
  const { name, file } = frame;
  const trait = traitCrate(name);
  const own = crateOf(name);
  // `<Vec<T> as my::Trait>::f` is somebody's own code.
  if (own !== null) return isStandardCrate(own) && (trait === null || isStandardCrate(trait));
  if (trait !== null && isStandardCrate(trait)) return true;
  if (file === null) return false;
  return (
    standardSource.test(file.replaceAll("\\", "/")) || (isLibraryPath(file) && /rustc|rustlib/.test(file))
  );
}

/** `core` of `<X as core::clone::Clone>::clone`; null for what is no such name or has no crate there. */
function traitCrate(name: string): string | null {
  if (!name.startsWith("<")) return null;
  let depth = 0;
  for (let i = 0; i < name.length; i++) {
    const c = name.charAt(i);
    if (c === "<") depth++;
    else if (c === ">" && name.charAt(i - 1) !== "-") depth--;
    else if (depth === 1 && c === " " && name.startsWith(" as ", i)) return crateOf(name.slice(i + 4));
    if (depth === 0) return null;
  }
  return null;
}
