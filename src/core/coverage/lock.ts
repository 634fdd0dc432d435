import { LockNames } from "./lockNames";
import { LockScanner } from "./lockScanner";
import type { Place, TextRange } from "./types";

/** One Cargo.lock as columns; row = entry in file order. A lock that is `broken` establishes nothing. */
export interface LockFile {
  readonly file: string;
  /** 1 to 4; 1 is the form with checksums in `[metadata]`, 2 the first without a version line. */
  readonly version: number;
  readonly count: number;
  readonly names: readonly string[];
  readonly versions: readonly string[];
  /** null for a path package. */
  readonly sources: readonly (string | null)[];
  /** Line and end column of `name = "…"`. */
  readonly nameLines: Int32Array;
  readonly nameEnds: Int32Array;
  /** Dependencies of row i: `edges[edgeStarts[i] … edgeStarts[i + 1])`, rows of this lock. */
  readonly edgeStarts: Int32Array;
  readonly edges: Int32Array;
  /** Row of the next entry of the same name, -1 at the last. */
  readonly nextSameName: Int32Array;
  readonly byName: LockNames;
  /** `[[patch.unused]]`. */
  readonly unused: readonly LockUnused[];
  readonly problems: readonly LockProblem[];
  /** Why cargo would refuse it; null where it reads. */
  readonly broken: LockProblem | null;
}

export interface LockUnused {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly place: Place;
}

export interface LockProblem {
  readonly kind:
    | "conflict"
    | "syntax"
    | "duplicate-package"
    | "unknown-dependency"
    | "ambiguous-dependency"
    | "newer-format";
  readonly message: string;
  readonly range: TextRange;
}

const maxProblems = 50;
const maxCopies = 1000;
/** Small enough that its columns stay at hand. */
const batchSize = 1024;

/** Reads Cargo.lock v1–v4 in one pass, without a TOML parser: cargo writes one key a line. Never throws; cost is linear in the text. */
export function readLock(file: string, text: string): LockFile {
  const scanner = new LockScanner(text);
  scanner.run();
  const { names, versions, sources, unused } = scanner;
  const count = names.length;
  const problems: LockProblem[] = scanner.problem === null ? [] : [scanner.problem];
  const report = (problem: LockProblem): void => {
    if (problems.length < maxProblems) problems.push(problem);
  };
  const at = (row: number): TextRange => lineRange(scanner.nameLines.at(row), scanner.nameEnds.at(row));

  // 1. Entries by name; an entry told twice counts once.
  const byName = new LockNames(names);
  /** Only of names that stand more than once: most do not, and a second large table costs. */
  const lastByName = new Map<string, number>();
  const nextSameName = new Int32Array(count).fill(-1);
  const seen = new Set<string>();
  for (let row = 0; row < count; row++) {
    const name = names[row]!;
    const first = byName.add(row);
    if (first < 0) continue;
    const last = lastByName.get(name) ?? first;
    if (last === first) seen.add(identity(first));
    const id = identity(row);
    if (seen.has(id)) {
      report({
        kind: "duplicate-package",
        message: `${name} ${versions[row]!} stands twice in the lock`,
        range: at(row),
      });
      continue;
    }
    seen.add(id);
    nextSameName[last] = row;
    lastByName.set(name, row);
  }
  function identity(row: number): string {
    return `${names[row]!} ${versions[row]!} ${sources[row] ?? ""}`;
  }

  // 2. Dependency strings to rows.
  const { edgeStarts: textStarts } = scanner;
  const edgeTotal = scanner.edgeOpens.length;
  const edgeStarts = new Int32Array(count + 1);
  const edges = new Int32Array(edgeTotal);
  let edgeCount = 0;
  const most = Math.min(edgeTotal, batchSize);
  /** The first space at or behind the edge looked at: edges come in order, so that no part of the text is searched twice. */
  let nextSpace = -1;
  const batch = {
    start: 0,
    end: 0,
    nameStarts: new Int32Array(most),
    nameEnds: new Int32Array(most),
    rows: new Int32Array(most),
  };
  for (let row = 0; row < count; row++) {
    edgeStarts[row] = edgeCount;
    const end = row + 1 < count ? textStarts.at(row + 1) : edgeTotal;
    for (let edge = textStarts.at(row); edge < end; edge++) {
      const found = dependencyAt(edge);
      if (found >= 0) {
        edges[edgeCount++] = found;
        continue;
      }
      if (problems.length < maxProblems) {
        const dependency = scanner.edgeText(edge);
        report({
          kind: found === -1 ? "unknown-dependency" : "ambiguous-dependency",
          message:
            found === -1
              ? `${names[row]!} depends on ${dependency}, which the lock does not hold`
              : `${names[row]!} depends on ${dependency}, which fits several entries`,
          range: at(row),
        });
      }
    }
  }
  edgeStarts[count] = edgeCount;

  function dependencyAt(edge: number): number {
    if (!scanner.hasEscapes) {
      if (edge >= batch.end) readBatch(edge);
      const item = edge - batch.start;
      const close = scanner.edgeCloses.at(edge);
      return findDependency(text, batch.nameEnds[item]!, close, batch.rows[item]!);
    }
    const dependency = scanner.edgeText(edge);
    const afterName = spaceIn(dependency, 0, dependency.length);
    return findDependency(dependency, afterName, dependency.length, byName.find(dependency, 0, afterName));
  }

  function spaceFrom(start: number): number {
    const at = text.indexOf(" ", start);
    return at < 0 ? text.length : at;
  }

  /** Names of the next edges, looked up together. */
  function readBatch(from: number): void {
    const { nameStarts, nameEnds, rows } = batch;
    const size = Math.min(rows.length, edgeTotal - from);
    for (let item = 0; item < size; item++) {
      const start = scanner.edgeOpens.at(from + item) + 1;
      if (nextSpace < start) nextSpace = spaceFrom(start);
      nameStarts[item] = start;
      nameEnds[item] = Math.min(nextSpace, scanner.edgeCloses.at(from + item));
    }
    byName.findAll(text, nameStarts, nameEnds, rows, size);
    batch.start = from;
    batch.end = from + size;
  }

  /** `name`, `name version` or `name version (source)` as cargo's own decoder reads it; -1 none, -2 several. */
  function findDependency(from: string, afterName: number, end: number, first: number): number {
    if (first < 0) return -1;
    if (afterName === end) return nextSameName[first] === -1 ? first : -2;
    const afterVersion = spaceIn(from, afterName + 1, end);
    const versionLength = afterVersion - afterName - 1;
    const source = afterVersion === end ? null : from.slice(afterVersion + 1, end).replace(/^\(|\)$/g, "");
    let found = -1;
    let several = false;
    let pathRow = -1;
    let steps = 0;
    for (let row = first; row >= 0; row = nextSameName[row]!) {
      // No real lock holds so many copies of one name; a made-up one must not cost their square.
      if (++steps > maxCopies) return -2;
      const version = versions[row]!;
      if (version.length !== versionLength || !from.startsWith(version, afterName + 1)) continue;
      if (source !== null && !sameSource(sources[row]!, source)) continue;
      if (source === null && sources[row] === null) pathRow = row;
      several ||= found >= 0;
      found = row;
    }
    if (!several) return found;
    return pathRow >= 0 ? pathRow : -2;
  }

  if (scanner.version > 4)
    report({
      kind: "newer-format",
      message: `lock format ${scanner.version} is newer than what this version knows (4)`,
      range: lineRange(0, 0),
    });
  return {
    file,
    version: scanner.version > 0 ? scanner.version : scanner.sawMetadata ? 1 : 2,
    count,
    names,
    versions,
    sources,
    nameLines: scanner.nameLines.values(),
    nameEnds: scanner.nameEnds.values(),
    edgeStarts,
    edges: edges.subarray(0, edgeCount),
    nextSameName,
    byName,
    unused: unused.map((entry) => ({
      name: entry.name,
      version: entry.version,
      source: entry.source,
      place: { file, range: lineRange(entry.line, entry.end) },
    })),
    problems,
    broken: scanner.problem,
  };
}

/** Rows that a row depends on. */
export function edgesOf(lock: LockFile, row: number): Int32Array {
  return lock.edges.subarray(lock.edgeStarts[row]!, lock.edgeStarts[row + 1]!);
}

/** Rows of that name, in file order. */
export function rowsNamed(lock: LockFile, name: string): number[] {
  const rows: number[] = [];
  for (let row = lock.byName.find(name, 0, name.length); row >= 0; row = lock.nextSameName[row]!)
    rows.push(row);
  return rows;
}

/** The lock entry, for related information. */
export function lockPlace(lock: LockFile, row: number): Place {
  return { file: lock.file, range: lineRange(lock.nameLines[row]!, lock.nameEnds[row]!) };
}

/** Index of the first space; `end` where there is none. */
function spaceIn(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text.charCodeAt(at) !== 32) at++;
  return at;
}

function lineRange(line: number, end: number): TextRange {
  return { start: { line, character: 0 }, end: { line, character: end } };
}

/** Dependency strings leave the commit out (v3, v4). */
function sameSource(source: string | null, wanted: string): boolean {
  if (source === null) return false;
  if (source === wanted) return true;
  const hash = source.indexOf("#");
  return hash >= 0 && source.slice(0, hash) === wanted;
}
