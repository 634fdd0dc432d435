/** Which crates are libraries: code that the guest's author did not write. Pure guesses from names and paths. */

const standard = new Set([
  "alloc",
  "alloc_crate",
  "compiler_builtins",
  "core",
  "hashbrown",
  "libm",
  "proc_macro",
  "rustc_std_workspace_alloc",
  "rustc_std_workspace_core",
  "std",
  "std_detect",
  "zisklib",
  "ziskos",
]);

const libraryPath =
  /(?:^|[/\\])(?:rustc[/\\][0-9a-f]{6,}|\.cargo[/\\](?:registry|git)|registry[/\\]src|rustlib[/\\]src|library[/\\](?:std|core|alloc)|[\w-]+-\d+\.\d+\.\d+[\w.+-]*[/\\]src)(?:[/\\]|$)/;

/** A source of the standard library, of a registry or vendored crate (`name-1.2.3/src`) or of a git dependency. */
export function isLibraryPath(file: string): boolean {
  return libraryPath.test(file);
}

const segment = 200;

/** The crate that a source stands in, by the usual places of sources: `ruint` of `ruint-1.2.3/src/lib.rs`. Null unknown. */
export function crateOfPath(file: string): string | null {
  const parts = file.split(/[/\\]/);
  const src = parts.lastIndexOf("src");
  const folder = parts[src - 1];
  if (src < 1 || folder === undefined || folder.length > segment) return null;
  const name = folder.replace(/-\d+\.\d+\.\d+[\w.+-]*$/, "").replace(/-/g, "_");
  return /^[A-Za-z_]\w*$/.test(name) ? name : null;
}

/** True for the standard library and the zkVM's own run time, whatever the paths say. */
export function isStandardCrate(crate: string): boolean {
  return standard.has(crate);
}
