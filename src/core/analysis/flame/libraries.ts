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

/** True for the standard library and the zkVM's own run time, whatever the paths say. */
export function isStandardCrate(crate: string): boolean {
  return standard.has(crate);
}
