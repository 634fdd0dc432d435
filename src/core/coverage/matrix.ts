import type { ResolvedGuest } from "./resolved";
import type { RuleSet } from "./rulesTypes";
import { providerOf } from "./states";
import type { JudgedCrate } from "./statesTypes";
import { listed } from "./statesWords";
import { operations } from "./types";
import type { CoverageFigure, CoverageState, MatrixCell, MatrixRow, Operation } from "./types";

/** One guest as the matrix sees it. */
export interface MatrixGuest {
  readonly resolved: ResolvedGuest;
  readonly crates: readonly JudgedCrate[];
  /** What an ELF or a profile decided: operations that ran or are linked on precompiles, with the sentence that says so. */
  readonly decided: ReadonlyMap<Operation, { readonly state: CoverageState; readonly note: string }>;
  /** A cell an operation without what was decided; worked out where they are not known. */
  readonly cells?: readonly MatrixCell[];
}

/** A row an operation that at least one guest has; cells in the order of `guests`. Source: docs/design.md §6. */
export function coverageMatrix(guests: readonly MatrixGuest[], rules: RuleSet): readonly MatrixRow[] {
  return operations.map((operation, row) => ({
    operation,
    native: rules.native.get(operation) ?? operation,
    cells: guests.map(
      (guest) =>
        (guest.decided.has(operation) ? undefined : guest.cells?.[row]) ??
        matrixCell(guest, operation, rules),
    ),
  }));
}

/** The guest's column of the matrix. */
export function matrixCells(guest: MatrixGuest, rules: RuleSet): readonly MatrixCell[] {
  return operations.map((operation) => matrixCell(guest, operation, rules));
}

/** `accelerated` of the operations that the guest has; `unknown` ones stand apart and in `applicable`. */
export function coverageFigures(
  rows: readonly MatrixRow[],
  guests: readonly MatrixGuest[],
): readonly CoverageFigure[] {
  return guests.map((guest, i) => {
    let [accelerated, applicable, unknown] = [0, 0, 0];
    for (const { cells } of rows) {
      const { state } = cells[i]!;
      if (state === "accelerated") accelerated++;
      if (state !== "absent") applicable++;
      if (state === "unknown") unknown++;
    }
    return { guest: guest.resolved.manifest, accelerated, applicable, unknown };
  });
}

function matrixCell(guest: MatrixGuest, operation: Operation, rules: RuleSet): MatrixCell {
  const { manifest, backend } = guest.resolved;
  const head = { guest: manifest, backend };
  const rows = deciding(guest, operation);
  const crate = common(rows.map((r) => r.package.name));
  const version = common(rows.map((r) => r.package.version));
  const named = { crate, version: crate === null ? null : version };
  const decided = guest.decided.get(operation);
  if (decided) return { ...head, ...named, state: decided.state, note: decided.note };
  if (guest.resolved.lock.kind !== "found") {
    const declared = [
      ...guest.resolved.dependencies.map((d) => d.package),
      ...(guest.resolved.named ?? []).map(({ name }) => name),
    ].find((name) => rules.libraries.get(name)?.operations.includes(operation));
    const note = guest.resolved.lock.reason;
    return { ...head, crate: declared ?? null, version: null, state: "unknown", note };
  }
  const provider = providerOf(guest.resolved, rules, operation);
  const offered =
    provider &&
    `${provider.library.name} ${provider.library.version} offers it and ${provider.users} can call it: their sources or an ELF decide`;
  if (rows.length === 0) return { ...head, ...named, state: "absent", note: offered };
  const states = [...new Set([...perCrate(rows).values()])];
  if (states.length > 1) {
    const names = rows.map((r) => `${r.package.name} ${r.package.version} ${r.verdict.state}`);
    const note = `${listed([...new Set(names)])}: the code chooses; features (cargo metadata), an ELF or a profile decide`;
    return { ...head, ...named, state: "unknown", note };
  }
  const state = states[0]!;
  if (state !== "accelerated" && offered) {
    const names = rows.map((r) => `${r.package.name} ${r.package.version} ${r.verdict.state}`);
    return { ...head, ...named, state: "unknown", note: `${listed([...new Set(names)])}, but ${offered}` };
  }
  return {
    ...head,
    ...named,
    state,
    note: rows.length === 1 ? rows[0]!.verdict.reason : listed(rows.map(label)),
  };
}

const label = (row: JudgedCrate): string =>
  `${row.package.name} ${row.package.version} (${row.verdict.state})`;

/** The rows that do the work: libraries; where there are none the crates that route, then what supports. */
function deciding(guest: MatrixGuest, operation: Operation): readonly JudgedCrate[] {
  const rows = guest.crates.filter((r) => r.operation === operation && !r.self);
  const all = rows.filter((r) => r.library.role === "library");
  const own = all.filter((r) => !servesOthersOnly(guest, r));
  const libraries = own.length > 0 ? own : all;
  // A router that was decided by itself (a feature, a patched copy) or that is all there is.
  const routers = rows.filter((r) => r.library.role === "router");
  const single = routers.filter((r) => r.library.operations.length === 1 && r.verdict.state !== "unknown");
  if (libraries.length > 0) {
    const covered = new Set(libraries.map((r) => r.package.id));
    return [...libraries, ...single.filter((r) => !r.package.dependencies.some((d) => covered.has(d)))];
  }
  return routers.length > 0 ? routers : rows;
}

/** A library whose every user serves another operation (sp1_bls12_381 under kzg-rs) says nothing about its own. */
function servesOthersOnly(guest: MatrixGuest, row: JudgedCrate): boolean {
  const users = row.package.users;
  if (users.length === 0) return false;
  return users.every((id) => {
    const serving = guest.crates.filter((r) => r.package.id === id && r.library.role !== "support");
    return serving.length > 0 && serving.every((r) => r.operation !== row.operation);
  });
}

/** Copies of one crate speak with one voice: patched beside plain is `drifted`. */
function perCrate(rows: readonly JudgedCrate[]): ReadonlyMap<string, CoverageState> {
  const states = new Map<string, CoverageState>();
  for (const row of rows) {
    const before = states.get(row.package.name);
    const state = row.verdict.state;
    states.set(
      row.package.name,
      before !== undefined && (before === "drifted" || state === "drifted") ? "drifted" : state,
    );
    if (before !== undefined && before !== state && states.get(row.package.name) !== "drifted") {
      states.set(`${row.package.name} ${row.package.version}`, state);
      states.set(row.package.name, before);
    }
  }
  return states;
}

function common(values: readonly string[]): string | null {
  const all = new Set(values);
  return all.size === 1 ? [...all][0]! : null;
}
