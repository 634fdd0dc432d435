import { isRecord } from "../protocol/guards";
import type { IndexRow, RunIndex } from "./runIndex";
import { sharedParts, type RunHead, type SharedPart } from "./runHead";

/** In the order of a row's positions; the last position is that of the figures' names. */
const parts = [
  "guest",
  "machine",
  "mode",
  "engine",
  "input",
  "git",
  "outcome",
] as const satisfies readonly SharedPart[];

/** Rows with what they share in tables beside them: a list of thousands is parsed in milliseconds. */
export interface Packed {
  /** By part the values that rows name by position; `totals` holds the names of the figures. */
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
  /** Size and time of run.json, bytes of the folder, id, start, duration, exit code, signal, positions, figures. */
  readonly rows: readonly (readonly unknown[])[];
}

/** The rows of an index as they are stored; `unpackRows` reads them back. */
export function packRows(index: RunIndex): Packed {
  const tables: Record<string, unknown[]> = {};
  const places = new Map<string, number>();
  const placeOf = (part: string, value: unknown): number => {
    const key = `${part} ${JSON.stringify(value)}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const table = (tables[part] ??= []);
    places.set(key, table.length);
    return table.push(value) - 1;
  };
  const rows = [...index.values()].map(({ stamp, sizeBytes, head }) => [
    ...[stamp.sizeBytes, stamp.changedMs, sizeBytes, head.id, head.startedAt],
    ...[head.durationMs, head.exitCode, head.signal],
    [...parts.map((part) => placeOf(part, head[part])), placeOf("totals", Object.keys(head.totals))],
    Object.values(head.totals),
  ]);
  return { tables, rows };
}

/** The rows that have the shape they should have; a row that was tampered with is none. */
export function unpackRows(packed: Record<string, unknown>): RunIndex {
  const index = new Map<string, IndexRow>();
  const { tables, rows } = packed;
  if (!isRecord(tables) || !Array.isArray(rows)) return index;
  const checked = tablesOf(tables);
  for (const row of rows as unknown[]) {
    const unpacked = Array.isArray(row) ? rowOf(row as unknown[], checked) : null;
    if (unpacked !== null) index.set(unpacked.head.id, unpacked);
  }
  return index;
}

interface Tables {
  readonly shared: Readonly<Record<SharedPart, readonly unknown[]>>;
  readonly totals: readonly (readonly string[] | undefined)[];
}

/** What does not have its shape is undefined, as what is not there. */
function tablesOf(tables: Record<string, unknown>): Tables {
  const of = (part: string, fits: (value: unknown) => boolean): unknown[] => {
    const table = tables[part];
    return Array.isArray(table) ? table.map((value: unknown) => (fits(value) ? value : undefined)) : [];
  };
  const isNames = (value: unknown): boolean =>
    Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "__proto__");
  const shared = Object.fromEntries(parts.map((part) => [part, of(part, sharedParts[part])]));
  return {
    shared: shared as unknown as Tables["shared"],
    totals: of("totals", isNames) as Tables["totals"],
  };
}

/** Straight on, by position and without a copy: thousands of rows are waited for. */
function rowOf(row: readonly unknown[], { shared, totals: allNames }: Tables): IndexRow | null {
  const at = row[8];
  const figures = row[9];
  if (!Array.isArray(at) || !Array.isArray(figures)) return null;
  const stampBytes = row[0];
  const changedMs = row[1];
  const sizeBytes = row[2];
  const id = row[3];
  const startedAt = row[4];
  const durationMs = row[5];
  const exitCode = row[6];
  const signal = row[7];
  if (!isCount(stampBytes) || typeof changedMs !== "number" || !isCount(sizeBytes)) return null;
  if (typeof id !== "string" || typeof startedAt !== "string") return null;
  if (!isNumberOrNull(durationMs) || !isNumberOrNull(exitCode)) return null;
  if (signal !== null && typeof signal !== "string") return null;
  const guest = shared.guest[at[0] as number] as RunHead["guest"] | undefined;
  const machine = shared.machine[at[1] as number] as RunHead["machine"] | undefined;
  const mode = shared.mode[at[2] as number] as RunHead["mode"] | undefined;
  const engine = shared.engine[at[3] as number] as RunHead["engine"] | undefined;
  const input = shared.input[at[4] as number] as RunHead["input"] | undefined;
  const git = shared.git[at[5] as number] as RunHead["git"] | undefined;
  const outcome = shared.outcome[at[6] as number] as RunHead["outcome"] | undefined;
  const names = allNames[at[7] as number];
  if (guest === undefined || machine === undefined || mode === undefined || engine === undefined) return null;
  if (input === undefined || git === undefined || outcome === undefined) return null;
  if (names?.length !== figures.length) return null;
  const totals: Record<string, number | null> = {};
  for (let i = 0; i < names.length; i++) {
    const value: unknown = figures[i];
    if (!isNumberOrNull(value)) return null;
    totals[names[i]!] = value;
  }
  return {
    stamp: { sizeBytes: stampBytes, changedMs },
    sizeBytes,
    head: {
      schema: "cyclelens.run/1",
      id,
      guest,
      machine,
      mode,
      engine,
      input,
      startedAt,
      git,
      durationMs,
      exitCode,
      signal,
      outcome,
      totals,
    },
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isNumberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === "number";
}
