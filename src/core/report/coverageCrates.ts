import type { CoverageState, CrateCoverage, GuestCoverage, Operation } from "../coverage/types";

/** One crate of a guest with every operation that has the same answer: a library of a curve has three. */
export interface CrateRow extends CrateCoverage {
  readonly operations: readonly Operation[];
}

const order: readonly CoverageState[] = [
  "unpatched",
  "unused",
  "drifted",
  "inert",
  "unknown",
  "unavailable",
  "accelerated",
];

/** The crates of a guest, what asks for work first; equal answers of one crate are one row. Absent ones are left out. */
export function crateRows(guest: GuestCoverage): readonly CrateRow[] {
  const rows = new Map<string, CrateCoverage & { operations: Operation[] }>();
  for (const row of guest.crates) {
    const { crate, version, source, state, reason, path, fix, cost } = row;
    const key = JSON.stringify([crate, version, source, state, reason, path, fix?.title, cost]);
    const known = rows.get(key);
    if (known) known.operations.push(row.operation);
    else rows.set(key, { ...row, operations: [row.operation] });
  }
  const all = [...rows.values()];
  return order.flatMap((state) => all.filter((row) => row.state === state));
}
