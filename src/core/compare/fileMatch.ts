import { compareText } from "./change";

/** More files of one name than any two builds have to be tried against each other. */
const maxTried = 2000;

/**
 * Finds the files of one build in another: the same path; else the same place of cargo's registry, a git checkout
 * or the standard library; else what moved with the folder that most files moved with (two checkouts of one
 * repository); else the only one with the same end. Base file → next file, each once.
 */
export function matchFiles(base: readonly string[], next: readonly string[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  const left = new Set(base);
  const right = new Set(next);
  const take = (from: string, to: string): void => {
    out.set(from, to);
    left.delete(from);
    right.delete(to);
  };
  for (const file of base) if (right.has(file)) take(file, file);
  for (const key of [placeOf, packageOf]) for (const [a, b] of pairs(left, right, key)) take(a, b);
  // A crate's files are found by its place or not at all: their names are everybody's (`src/lib.rs`).
  for (const files of [left, right]) for (const file of files) if (placeOf(file) !== null) files.delete(file);
  const moved = commonMove(left, right);
  if (moved !== null)
    for (const file of [...left].sort(compareText)) {
      const to = file.startsWith(moved.from) ? moved.to + file.slice(moved.from.length) : null;
      if (to !== null && right.has(to)) take(file, to);
    }
  for (const [a, b] of pairs(left, right, (file) => ending(file, 3))) take(a, b);
  return out;
}

/** What is the only one with its key on both sides. */
function pairs(
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
  key: (file: string) => string | null,
): [string, string][] {
  const only = (files: ReadonlySet<string>): Map<string, string | null> => {
    const found = new Map<string, string | null>();
    for (const file of files) {
      const of = key(file);
      if (of !== null) found.set(of, found.has(of) ? null : file);
    }
    return found;
  };
  const after = only(right);
  return [...only(left)].flatMap(([of, a]): [string, string][] => {
    const b = after.get(of);
    return a === null || b === undefined || b === null ? [] : [[a, b]];
  });
}

/** `/home/me/.cargo/registry/src/index-1f/sha2-0.10.8/src/lib.rs` → `sha2-0.10.8/src/lib.rs`; null for a file of nobody's. */
export function placeOf(file: string): string | null {
  const path = file.replace(/\\/g, "/");
  const registry = /(?:^|\/)registry\/src\/[^/]+\/(.+)$/.exec(path);
  if (registry) return registry[1]!;
  const git = /(?:^|\/)git\/checkouts\/([^/]+?)(?:-[0-9a-f]{16})?\/([0-9a-f]+)\/(.+)$/.exec(path);
  if (git) return `${git[1]!}/${git[3]!}`;
  const rust =
    /(?:^\/rustc\/[0-9a-f]+|(?:^|\/)rust)\/(library\/(?:core|alloc|std|std_detect|proc_macro|panic_abort|panic_unwind|test|unwind|compiler-builtins|stdarch|portable-simd|backtrace)\/.+)$/.exec(
      path,
    );
  return rust ? rust[1]! : null;
}

/**
 * Whether both are one file of one release, which nobody edits: of a crate's version in cargo's registry, of a commit of a
 * git checkout or of the compiler. Its lines are where they were, recorded or not.
 */
export function isSameRelease(a: string, b: string): boolean {
  const release = releaseOf(a);
  return release !== null && release === releaseOf(b);
}

function releaseOf(file: string): string | null {
  const path = file.replace(/\\/g, "/");
  const crate = /(?:^|\/)registry\/(?:src\/)?(?:[^/]+-[0-9a-f]{16}\/)?([^/]+-\d+\.\d+\.\d+[^/]*\/.+)$/.exec(
    path,
  );
  if (crate) return `registry ${crate[1]!}`;
  const other =
    /(?:^|\/)git\/checkouts\/(.+?-[0-9a-f]{16}\/[0-9a-f]{7,}\/.+)$|^\/rustc\/((?:[0-9a-f]{40}|\d+\.\d+\.\d+)\/.+)$/.exec(
      path,
    );
  return other ? (other[1] ?? other[2]!) : null;
}

/** As `placeOf`, and of a crate without its version. */
function packageOf(file: string): string | null {
  const place = placeOf(file);
  return place === null ? null : place.replace(/^([^/]+?)-\d+\.\d+[^/]*\//, "$1/");
}

/** The folders that most of the files with a like of their own were moved between; null where none is. */
function commonMove(
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
): { from: string; to: string } | null {
  const votes = new Map<string, { from: string; to: string; count: number }>();
  const likely = [2, 3].flatMap((segments) => pairs(left, right, (file) => ending(file, segments)));
  for (const [a, b] of likely.slice(0, maxTried)) {
    const move = movedBetween(a, b);
    const key = `${move.from}\0${move.to}`;
    const vote = votes.get(key);
    if (vote) vote.count++;
    else votes.set(key, { ...move, count: 1 });
  }
  const best = [...votes].sort(([ka, a], [kb, b]) => b.count - a.count || compareText(ka, kb))[0];
  return best?.[1] ?? null;
}

/** What differs before the equal ends; "" where one path is the end of the other (`src/a.rs`, `/home/me/g/src/a.rs`). */
function movedBetween(a: string, b: string): { from: string; to: string } {
  const [x, y] = [a.split("/"), b.split("/")];
  let equal = 0;
  while (equal < Math.min(x.length, y.length) && x.at(-1 - equal) === y.at(-1 - equal)) equal++;
  const before = (parts: readonly string[]): string =>
    equal === parts.length ? "" : `${parts.slice(0, parts.length - equal).join("/")}/`;
  return { from: before(x), to: before(y) };
}

/** The last segments of a path; null where it has fewer. */
function ending(file: string, segments: number): string | null {
  const parts = file.replace(/\\/g, "/").split("/");
  return parts.length < segments ? null : parts.slice(-segments).join("/");
}
