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

/** A part that each of the rules asks for: most names have none. */
const telling = ["lloc", "memalign", "operator new", "__rustc"];

export function isAllocator({ name }: DhatFrame): boolean {
  return telling.some((part) => name.includes(part)) && allocators.some((rule) => rule.test(name));
}

/** First folders of the standard library's sources as dhat-rs shortens them to three parts. */
const standardSource =
  /^(?:(?:alloc|core|std|hashbrown)\/src\/|(?:[^:]*\/)?library\/(?:alloc|core|std|proc_macro)\/)/;

/**
 * Inlined functions in valgrind's files have neither path nor module, and sources no folder. These are the standard
 * library's, by both: the container's method and the file that it stands in.
 */
const bareMethod =
  /^(?:alloc\w*|allocate\w*|box_new\w*|clone|clone_from_ref\w*|collect|exchange_malloc|extend\w*|finish_grow|format|format_inner|from|from_elem|from_iter\w*|from_iter_in_place|grow\w*|insert\w*|into\w*|join\w*|map|new|new_in|new_leaf|new_uninit\w*|push\w*|realloc|reserve\w*|resize\w*|shallow_clone|spec_extend|spec_from_elem|to_owned|to_string|to_vec\w*|try_\w*|with_capacity\w*|write_str)(?:<|$)/;
const bareSource =
  /^(?:alloc|borrow|boxed|bufwriter|clone|collect|convert|entry|fmt|iterator|linewriter|map|mod|node|raw_vec|rc|slice|spec_extend|spec_from_elem|spec_from_iter|spec_from_iter_nested|str|string|sync|vec_deque)\.rs$/;

/** Sources of the standard library whose closures stand between `println!` and the allocator. */
const closureSource =
  /^(?:lazy_lock|linewriter|local|once|once_lock|panic|panicking|rt|stdio|thread_info)\.rs$/;

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
  const path = file.replaceAll("\\", "/");
  if (standardSource.test(path) || (isLibraryPath(path) && /rustc|rustlib/.test(path))) return true;
  if (path.includes("/") || !path.endsWith(".rs")) return false;
  // Only the standard library's containers name their allocator.
  return (
    /^\w+<[^]*\balloc::alloc::Global>$/.test(name) ||
    (bareMethod.test(name) && bareSource.test(path)) ||
    (name.startsWith("{closure#") && closureSource.test(path))
  );
}

/**
 * An inlined function of which valgrind says neither module nor folder: it is the standard library's where the function
 * is that it was inlined into. Closures are not: they may be anybody's.
 */
export function isBareFrame({ name, file }: DhatFrame): boolean {
  return file !== null && /^[^/\\]+\.rs$/.test(file) && /^\w+(?:<|$)/.test(name);
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
