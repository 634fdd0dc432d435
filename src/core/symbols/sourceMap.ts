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
  return sourceMapper(options)(path);
}

/** `mapSourcePath` for many paths: what does not depend on the path is worked out once. */
export function sourceMapper(options: SourceMapOptions): (path: string) => readonly string[] {
  const prefixes = prefixesOf(options);
  const roots = (options.roots ?? []).map((folder) => ({
    folder,
    lead: leadOf(folder),
    name: nameOf(folder),
  }));
  const rust = (options.rustSources ?? []).map(leadOf);
  const registry = (options.registrySources ?? []).map(leadOf);
  const checkouts = (options.gitCheckouts ?? []).map(leadOf);
  return (path) => {
    const name = tidyPath(path);
    if (name === "" || path.includes("\0")) return [];
    const found = new Set<string>();
    const add = (lead: string, rest: string): void => {
      if (lead !== "" && rest !== "") found.add(lead + rest);
    };
    const addAll = (leads: readonly string[], rest: string | undefined): void => {
      if (rest !== undefined) for (const lead of leads) add(lead, withoutDots(rest));
    };
    const mapped = prefixes.length === 0 ? null : byPrefix(name, prefixes);
    if (mapped !== null) {
      const rest = withoutDots(mapped.rest);
      if (isAbsolute(mapped.folder)) add(leadOf(mapped.folder), rest);
      else
        for (const { folder } of roots)
          add(leadOf(`${trimEnd(folder)}/${withoutDots(tidyPath(mapped.folder))}`), rest);
    }
    const absolute = isAbsolute(name);
    const virtual = name.startsWith("/rustc/");
    if (absolute && !virtual) found.add(name);

    // The standard library, whatever prefix the compiler was built with.
    const library = /(?:^\/rustc\/[^/]+\/|(?:^|\/)rust(?:lib\/src\/rust)?\/)(library\/.+)$/.exec(name)?.[1];
    addAll(rust, library);

    // A dependency: registry, git checkout, vendor folder.
    const git = /(?:^|\/)git\/checkouts\/([^/]+\/[^/]+\/.+)$/.exec(name)?.[1];
    addAll(checkouts, git);
    const crate = /^(?:.*\/)?([A-Za-z0-9_-]+-\d+\.\d+\.\d+[^/]*\/.+)$/.exec(name)?.[1];
    addAll(registry, crate);

    // Below the roots: as it stands, then without leading folders.
    const dependency = library !== undefined || git !== undefined || crate !== undefined || virtual;
    const whole = withoutDots(relative(name));
    const segments = whole.split("/");
    // Of a dependency only `vendor/…` may stand in a workspace: its `src/lib.rs` is not the workspace's.
    const vendor = segments.lastIndexOf("vendor");
    const vendored = vendor > 0 ? segments.slice(vendor).join("/") : "";
    const ends = dependency ? [] : tails(segments);
    for (const root of roots) {
      if (!absolute) add(root.lead, whole);
      add(root.lead, vendored);
      // Behind a folder named like the root first, the last such folder before all.
      for (let i = ends.length - 1; i >= 0; i--)
        if (ends[i]!.behind === root.name) add(root.lead, ends[i]!.rest);
      for (const { behind, rest, isUnsure } of ends)
        if (isUnsure && behind !== root.name) add(root.lead, rest);
    }
    return [...found];
  };
}

/** What stands before a file below a folder, with the slash; "" for no folder. */
function leadOf(folder: string): string {
  return folder === "" ? "" : tidyPath(`${trimEnd(folder)}/x`).slice(0, -1);
}

function nameOf(root: string): string {
  return trimEnd(tidyPath(root)).split("/").pop() ?? "";
}

/** A prefix of the setting, tidied, and the folder it stands for. */
interface Prefix {
  readonly plain: string;
  readonly folder: string;
}

/** The longest prefix first. */
function prefixesOf(options: SourceMapOptions): Prefix[] {
  return Object.entries(options.prefixes ?? {})
    .filter(([prefix]) => prefix !== "")
    .sort((a, b) => b[0].length - a[0].length)
    .map(([prefix, folder]) => ({ plain: trimEnd(tidyPath(prefix)), folder }));
}

/** The longest prefix of the setting that ends at a segment of the path. */
function byPrefix(name: string, prefixes: readonly Prefix[]): { folder: string; rest: string } | null {
  for (const { plain, folder } of prefixes) {
    const same = comparable(name).startsWith(comparable(plain));
    if (
      same &&
      (plain === "" || plain.endsWith("/") || name.length === plain.length || name[plain.length] === "/")
    )
      return { folder, rest: name.slice(plain.length).replace(/^\/+/, "") };
  }
  return null;
}

/** The end of a path without leading folders, and the folder before it. */
interface Tail {
  readonly behind: string;
  readonly rest: string;
  readonly isUnsure: boolean;
}

/**
 * Ends of a path that may stand below a root: behind a folder named like the root, or with the folder of a crate still
 * in front of `src`; in case the root itself was mapped to some `/build`, also what is left behind up to three folders.
 */
function tails(segments: readonly string[]): Tail[] {
  const out: Tail[] = [];
  for (let drop = 1; drop < segments.length - 1 && drop <= maxDropped; drop++)
    out.push({
      behind: segments[drop - 1]!,
      rest: segments.slice(drop).join("/"),
      isUnsure: drop <= 3 || !/^(?:src|tests|examples|benches)$/.test(segments[drop]!),
    });
  return out;
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
