/** Where a source file stands in its crate. */
export interface ModulePlace {
  /** The file's own modules, outermost first; empty for a crate root. */
  readonly modules: readonly string[];
  /** Crate name of a bin or example of its own (`src/bin/x.rs`); null for the package's lib or main. */
  readonly target: string | null;
}

/**
 * The modules of a file by cargo's default layout: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`. Null outside
 * `src` (a `#[path]` module, a generated file): then only a function's own path in the file is known.
 */
export function modulePlace(relativePath: string): ModulePlace | null {
  const parts = relativePath.split("/");
  const file = parts.pop();
  if (file === undefined || !file.endsWith(".rs")) return null;
  const stem = file.slice(0, -3);
  const [top, ...folders] = parts;
  if (top === "examples" || top === "tests" || top === "benches")
    return { modules: [], target: crateName(folders[0] ?? stem) };
  if (top !== "src") return null;
  if (folders[0] === "bin") {
    if (folders.length === 1) return { modules: [], target: crateName(stem) };
    const rest = folders.slice(2);
    return { modules: isRoot(stem) ? rest : [...rest, stem], target: crateName(folders[1]!) };
  }
  if (folders.length === 0 && isRoot(stem)) return { modules: [], target: null };
  return { modules: stem === "mod" ? folders : [...folders, stem], target: null };
}

/** A package's name as Rust paths spell it. */
export function crateName(packageName: string): string {
  return packageName.replaceAll("-", "_");
}

function isRoot(stem: string): boolean {
  return stem === "main" || stem === "lib";
}
