import { cell } from "../core/analysis/metrics";
import { groupFigures } from "../core/analysis/groups";
import { instancesOf } from "../core/analysis/instances";
import { parsedNames } from "../core/analysis/matchFunctions";
import { CycleLensError } from "../core/errors";
import { fnv } from "../core/fnv";
import type { Profile } from "../core/profile/model";
import { crateOf, withoutGenerics } from "../core/profile/names";
import { dataText } from "./data";

/** A source `fn` of a profile with its instances (monomorphised copies, closures), which stand as one. */
export interface SourceFunction {
  /** The same in every profile of the guest as long as the function keeps its path and file. */
  readonly handle: string;
  /** Rows of `functions`, the hottest first. */
  readonly rows: readonly number[];
}

const cache = new WeakMap<Profile, readonly SourceFunction[]>();

/** The functions of a profile, instances joined, in the order of the table. */
export function sourceFunctions(profile: Profile): readonly SourceFunction[] {
  const known = cache.get(profile);
  if (known) return known;
  const { functions } = profile;
  const seen = new Uint8Array(functions.length);
  const taken = new Map<string, number>();
  const found: SourceFunction[] = [];
  const primary = profile.metrics[0]?.id ?? "";
  const heat = (row: number): number =>
    cell(functions.total, primary, row) ?? cell(functions.self, primary, row) ?? 0;
  for (let row = 0; row < functions.length; row++) {
    if (seen[row] === 1) continue;
    const rows = [...instancesOf(functions, row)].sort((a, b) => heat(b) - heat(a));
    for (const one of rows) seen[one] = 1;
    const key = keyOf(profile, row);
    // Functions that nothing tells apart (static ones of the same name in C) are numbered.
    const count = (taken.get(key) ?? 0) + 1;
    taken.set(key, count);
    found.push({ handle: `fn-${fnv(key)}${fnv(key, 0x9747b28c)}${count === 1 ? "" : `-${count}`}`, rows });
  }
  cache.set(profile, found);
  return found;
}

/** Path without generics and the file's own name: folders differ from machine to machine. */
function keyOf({ functions }: Profile, row: number): string {
  const name = parsedNames(functions)[row];
  const file = (functions.file[row] ?? "").split(/[\\/]/).slice(-2).join("/");
  if (!name) return JSON.stringify([functions.name[row], file]);
  return JSON.stringify([name.crate, name.modules, name.type, name.trait, name.name, file]);
}

export interface FunctionFigures {
  readonly self: Readonly<Record<string, number | null>>;
  readonly total: Readonly<Record<string, number | null>>;
  readonly calls: number | null;
}

const figuresCache = new WeakMap<Profile, Map<string, FunctionFigures>>();

/**
 * What a function costs by every metric; totals of instances that nest are not added twice, for which the call tree is walked:
 * once for each function that is asked about.
 */
export function figuresOf(profile: Profile, rows: readonly number[]): FunctionFigures {
  let kept = figuresCache.get(profile);
  if (!kept) figuresCache.set(profile, (kept = new Map()));
  const key = rows.join(" ");
  const known = kept.get(key);
  if (known) return known;
  const made = addUp(profile, rows);
  kept.set(key, made);
  return made;
}

function addUp(profile: Profile, rows: readonly number[]): FunctionFigures {
  const self: Record<string, number | null> = {};
  const total: Record<string, number | null> = {};
  let calls: number | null = null;
  for (const { id } of profile.metrics) {
    const figures = groupFigures(profile, rows, id);
    self[id] = figures.self;
    total[id] = figures.total;
    calls = figures.calls;
  }
  return { self, total, calls };
}

/** What a function is called: its path without generics. */
export function nameOf(profile: Profile, rows: readonly number[]): string {
  return dataText(withoutGenerics(profile.functions.name[rows[0]!]!));
}

/** The crate of the first of these rows, by its column or its name; null where neither tells. */
export function crateNameOf(profile: Profile, rows: readonly number[]): string | null {
  const row = rows[0]!;
  const crate = profile.functions.crate[row] ?? crateOf(profile.functions.name[row]!);
  return crate === null ? null : dataText(crate, 80);
}

/** The handle of the function that a row belongs to; null for none. */
export function handleOf(profile: Profile, row: number): string | null {
  if (row < 0) return null;
  return byRow(profile).get(row)?.handle ?? null;
}

const rowCache = new WeakMap<Profile, ReadonlyMap<number, SourceFunction>>();

function byRow(profile: Profile): ReadonlyMap<number, SourceFunction> {
  let rows = rowCache.get(profile);
  if (!rows) {
    rows = new Map(sourceFunctions(profile).flatMap((fn) => fn.rows.map((row) => [row, fn] as const)));
    rowCache.set(profile, rows);
  }
  return rows;
}

/**
 * The function that is meant by a handle, a full name, or the end of a path (`Tree::root`). Throws `not-found`, and `usage`
 * with the candidates where several fit.
 */
export function findFunction(profile: Profile, wanted: string): SourceFunction {
  const all = sourceFunctions(profile);
  const byHandle = all.find(({ handle }) => handle === wanted);
  if (byHandle) return byHandle;
  const { functions } = profile;
  const full = all.filter(({ rows }) => rows.some((row) => functions.name[row] === wanted));
  const path = wanted.replace(/^::/, "").toLowerCase();
  const fits = (row: number): boolean => {
    const name = withoutGenerics(functions.name[row]!).toLowerCase();
    return name === path || name.endsWith(`::${path}`);
  };
  const found = full.length > 0 ? full : all.filter(({ rows }) => rows.some(fits));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new CycleLensError(
      "not-found",
      `the profile has no function ${dataText(wanted, 120)}`,
      "search with hot_functions and its filter, and give the handle of a row",
    );
  const some = found.slice(0, 8).map(({ handle, rows }) => `${handle} (${nameOf(profile, rows)})`);
  throw new CycleLensError(
    "usage",
    `${found.length} functions are called ${dataText(wanted, 120)}`,
    `give one of these handles: ${some.join(", ")}${found.length > 8 ? ", …" : ""}`,
  );
}
