import { isAbsolute, tidyPath } from "./dwarfPath";

/** What is known of this machine; every path absolute, either slash. */
export interface SourceMapOptions {
  /** Prefix in the profile → folder (the user's setting); the longest one that fits wins. */
  readonly prefixes?: Readonly<Record<string, string>>;
  /** Workspace and guest roots, likeliest first. */
  readonly roots?: readonly string[];
  /** Folders that hold `library/`: `<sysroot>/lib/rustlib/src/rust`. */
  readonly rustSources?: readonly string[];
  /** Folders that hold `<crate>-<version>/`: `~/.cargo/registry/src/<index>`, vendor folders. */
  readonly registrySources?: readonly string[];
  /** `~/.cargo/git/checkouts`. */
  readonly gitCheckouts?: readonly string[];
}

/** Leading folders of a path that a container or a remapped prefix may have had in place of a root. */
const maxDropped = 12;

/**
 * Where a source that debug information names may be on this machine, likeliest first; `/`-separated. Nothing is
 * looked up, and no candidate leaves the folder that it was found under by `..`.
 */
export function mapSourcePath(path: string, options: SourceMapOptions): readonly string[] {
  const name = tidyPath(path);
  const found = new Set<string>();
  const add = (folder: string, rest: string): void => {
    const clean = withoutDots(rest);
    if (folder !== "" && clean !== "") found.add(tidyPath(`${trimEnd(folder)}/${clean}`));
  };
  if (name === "" || path.includes("\0")) return [];
  const mapped = byPrefix(name, options);
  if (mapped !== null) {
    if (isAbsolute(mapped.folder)) add(mapped.folder, mapped.rest);
    else
      for (const root of options.roots ?? [])
        add(`${trimEnd(root)}/${withoutDots(tidyPath(mapped.folder))}`, mapped.rest);
  }
  const virtual = /^\/rustc\//.test(name);
  if (isAbsolute(name) && !virtual) found.add(name);

  // The standard library, whatever prefix the compiler was built with.
  const library = /(?:^\/rustc\/[^/]+\/|(?:^|\/)rust(?:lib\/src\/rust)?\/)(library\/.+)$/.exec(name)?.[1];
  if (library !== undefined) for (const folder of options.rustSources ?? []) add(folder, library);

  // A dependency: registry, git checkout, vendor folder.
  const git = /(?:^|\/)git\/checkouts\/([^/]+\/[^/]+\/.+)$/.exec(name)?.[1];
  if (git !== undefined && options.gitCheckouts !== undefined)
    for (const folder of options.gitCheckouts) add(folder, git);
  const crate = /^(?:.*\/)?([A-Za-z0-9_-]+-\d+\.\d+\.\d+[^/]*\/.+)$/.exec(name)?.[1];
  if (crate !== undefined) for (const folder of options.registrySources ?? []) add(folder, crate);

  // Below the roots: as it stands, then without leading folders.
  const dependency = library !== undefined || git !== undefined || crate !== undefined || virtual;
  for (const root of options.roots ?? []) {
    const segments = withoutDots(relative(name)).split("/");
    if (!isAbsolute(name)) add(root, segments.join("/"));
    // Of a dependency only `vendor/…` may stand in a workspace: its `src/lib.rs` is not the workspace's.
    const vendor = segments.lastIndexOf("vendor");
    if (vendor > 0) add(root, segments.slice(vendor).join("/"));
    if (!dependency) for (const rest of tails(segments, root)) add(root, rest);
  }
  return [...found];
}

/** Files of a profile that may be the document: rows of `files`, the likeliest first. */
export function sourceFilesOf(
  document: string,
  files: readonly string[],
  options: SourceMapOptions,
): readonly number[] {
  const wanted = comparable(tidyPath(document));
  const found: { id: number; rank: number }[] = [];
  files.forEach((file, id) => {
    const rank = mapSourcePath(file, options).findIndex((candidate) => comparable(candidate) === wanted);
    if (rank >= 0) found.push({ id, rank });
  });
  return found.sort((a, b) => a.rank - b.rank || a.id - b.id).map((f) => f.id);
}

/** The longest prefix of the setting that ends at a segment of the path. */
function byPrefix(name: string, options: SourceMapOptions): { folder: string; rest: string } | null {
  const prefixes = Object.entries(options.prefixes ?? {})
    .filter(([prefix]) => prefix !== "")
    .sort((a, b) => b[0].length - a[0].length);
  for (const [prefix, folder] of prefixes) {
    const plain = trimEnd(tidyPath(prefix));
    const same = comparable(name).startsWith(comparable(plain));
    if (
      same &&
      (plain === "" || plain.endsWith("/") || name.length === plain.length || name[plain.length] === "/")
    )
      return { folder, rest: name.slice(plain.length).replace(/^\/+/, "") };
  }
  return null;
}

/**
 * Ends of a path that may stand below the root: behind a folder named like the root, or with the folder of a crate still
 * in front of `src`; last, in case the root itself was mapped to some `/build`, what is left behind up to three folders.
 */
function tails(segments: readonly string[], root: string): string[] {
  const rootName = trimEnd(tidyPath(root)).split("/").pop() ?? "";
  const sure: string[] = [];
  const unsure: string[] = [];
  for (let drop = 1; drop < segments.length - 1 && drop <= maxDropped; drop++) {
    const rest = segments.slice(drop).join("/");
    if (segments[drop - 1] === rootName) sure.unshift(rest);
    else if (!/^(?:src|tests|examples|benches)$/.test(segments[drop]!) || drop <= 3) unsure.push(rest);
  }
  return [...sure, ...unsure];
}

function relative(name: string): string {
  return name.replace(/^(?:[A-Za-z]:)?\/+/, "");
}

/** No segment may climb: `..` in front is left out, and tidied paths have none elsewhere. */
function withoutDots(rest: string): string {
  return rest
    .split("/")
    .filter((s) => s !== ".." && s !== "." && s !== "")
    .join("/");
}

function trimEnd(folder: string): string {
  return folder.length > 1 ? folder.replace(/[\\/]+$/, "") : folder;
}

/** Windows paths compare without case. */
function comparable(path: string): string {
  return /^[A-Za-z]:\//.test(path) ? path.toLowerCase() : path;
}
