import type { OpcodeRow, Profile } from "../profile/model";
import { changeOf, finite, statusOf, type Presence } from "./change";
import { byEffect } from "./effectOrder";
import type { Compared } from "./functions";
import type { MemoryChange, OpcodeChange, TagChange, TotalChange } from "./types";

const parts = new Set(["main", "opcodes", "precompiles", "memory"]);
const totalOrder = [
  "steps",
  "cycles",
  "gas",
  "main",
  "opcodes",
  "precompiles",
  "memory",
  "variable",
  "base",
  "total",
];

/** Every total that a side knows, in the order of a report. A total that is missing is unknown, not nothing. */
export function compareTotals(base: Profile, next: Profile, { wholes }: Compared): readonly TotalChange[] {
  const known = [...new Set([...Object.keys(next.totals), ...Object.keys(base.totals)])].sort();
  const keys = [
    ...totalOrder.filter((key) => known.includes(key)),
    ...known.filter((key) => !totalOrder.includes(key)),
  ];
  return totalRows(keys, base.totals, next.totals, (key) =>
    parts.has(key) ? (wholes["cost"] ?? null) : null,
  );
}

/** Use of ROM and RAM. */
export function compareUsage(base: Profile, next: Profile): readonly TotalChange[] {
  return totalRows(["rom", "ram"], { ...base.usage }, { ...next.usage }, () => null);
}

function totalRows(
  keys: readonly string[],
  base: Readonly<Record<string, number | null>>,
  next: Readonly<Record<string, number | null>>,
  wholeOf: (key: string) => number | null,
): TotalChange[] {
  return keys.flatMap((key): TotalChange[] => {
    const change = changeOf(finite(base[key]), finite(next[key]), "both", wholeOf(key));
    if (change.base === null && change.next === null) return [];
    return [{ key, name: key, status: statusOf("both", [change]), ...change }];
  });
}

/** Opcodes or precompiles by name. A table that a side has not at all is unknown, not empty. */
export function compareOpcodes(
  base: Profile,
  next: Profile,
  kind: OpcodeRow["kind"],
  { wholes }: Compared,
): readonly OpcodeChange[] {
  const [before, after] = [base, next].map(({ opcodes }) =>
    opcodesByName(opcodes.filter((row) => row.kind === kind)),
  );
  const unknown = [base, next].some(({ opcodes }) => opcodes.length === 0);
  const rows = unionOf(before!, after!).map((name): OpcodeChange => {
    const [from, to] = [before!.get(name), after!.get(name)];
    const presence = presenceOf(from, to, unknown);
    const cost = changeOf(finite(from?.cost), finite(to?.cost), presence, wholes["cost"] ?? null);
    const count = changeOf(finite(from?.count), finite(to?.count), presence);
    const frops = changeOf(finite(from?.frops?.count), finite(to?.frops?.count), presence);
    return { key: name, name, status: statusOf(presence, [cost, count, frops]), kind, count, cost, frops };
  });
  return byEffect(rows, [(row) => row.cost.delta, (row) => row.count.delta, (row) => row.frops.delta]);
}

/** Rows of one name are one: their figures are added. */
function opcodesByName(rows: readonly OpcodeRow[]): Map<string, OpcodeRow> {
  const found = new Map<string, OpcodeRow>();
  for (const row of rows) {
    const other = found.get(row.name);
    found.set(row.name, other === undefined ? row : addedOpcodes(other, row));
  }
  return found;
}

function addedOpcodes(a: OpcodeRow, b: OpcodeRow): OpcodeRow {
  return {
    ...a,
    count: added(a.count, b.count),
    cost: added(a.cost, b.cost),
    frops:
      a.frops && b.frops
        ? { count: a.frops.count + b.frops.count, cost: a.frops.cost + b.frops.cost }
        : (a.frops ?? b.frops),
  };
}

interface TagSum {
  readonly name: string;
  readonly metric: string;
  readonly calls: number | null;
  readonly total: number | null;
}

function addedTags(a: TagSum, b: TagSum): TagSum {
  return { ...a, calls: added(a.calls, b.calls), total: added(a.total, b.total) };
}

/** Tags and trackers by name and metric; tags of one name are added. */
export function compareTags(base: Profile, next: Profile, { wholes }: Compared): readonly TagChange[] {
  const [before, after] = [base, next].map(({ tags }) => {
    const found = new Map<string, TagSum>();
    for (const { name, metric, calls, total } of tags) {
      const key = `${metric}\0${name}`;
      const other = found.get(key);
      const row = { name, metric, calls: finite(calls), total: finite(total) };
      found.set(key, other === undefined ? row : addedTags(other, row));
    }
    return found;
  });
  const rows = unionOf(before!, after!).map((key): TagChange => {
    const [from, to] = [before!.get(key), after!.get(key)];
    const presence = presenceOf(from, to, false);
    const { name, metric } = (to ?? from)!;
    const total = changeOf(from?.total ?? null, to?.total ?? null, presence, wholes[metric] ?? null);
    const calls = changeOf(from?.calls ?? null, to?.calls ?? null, presence);
    return {
      key: `${metric}: ${name}`,
      name,
      status: statusOf(presence, [total, calls]),
      metric,
      calls,
      total,
    };
  });
  return byEffect(rows, [(row) => row.total.delta, (row) => row.calls.delta]);
}

/** Classes of memory access by name. */
export function compareMemory(base: Profile, next: Profile, { wholes }: Compared): readonly MemoryChange[] {
  const [before, after] = [base, next].map(({ memory }) => new Map(memory.map((row) => [row.class, row])));
  const unknown = [base, next].some(({ memory }) => memory.length === 0);
  const rows = unionOf(before!, after!).map((name): MemoryChange => {
    const [from, to] = [before!.get(name), after!.get(name)];
    const presence = presenceOf(from, to, unknown);
    const cost = changeOf(finite(from?.cost), finite(to?.cost), presence, wholes["cost"] ?? null);
    const count = changeOf(finite(from?.count), finite(to?.count), presence);
    return { key: name, name, status: statusOf(presence, [cost, count]), count, cost };
  });
  return byEffect(rows, [(row) => row.cost.delta, (row) => row.count.delta]);
}

function presenceOf(from: unknown, to: unknown, unknown: boolean): Presence {
  if (from !== undefined && to !== undefined) return "both";
  if (unknown) return "unknown";
  return from === undefined ? "next" : "base";
}

function unionOf(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}

function added(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
