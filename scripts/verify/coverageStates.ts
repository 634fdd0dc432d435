import type { Backend, Coverage, CoverageState, GuestCoverage } from "../../src/core/coverage/types";
import { backends, coverageStates } from "../../src/core/coverage/types";
import {
  oracleCrates,
  oracleFolders,
  oracleForks,
  oracleOperations,
  oracleTransitive,
} from "./coverageOracle";

export interface StateResult {
  readonly passed: number;
  readonly problems: readonly string[];
  /** What the manifests and locks cannot tell: the code path that picks the library. */
  readonly open: readonly string[];
}

/** Accelerated, or the patched copy is there and what it needs is off. */
const isPatched = (state: CoverageState): boolean =>
  state === "accelerated" || state === "inert" || state === "drifted";

/** States of the four guests of one day against the table made by hand. */
export function checkStates(coverage: Coverage): StateResult {
  const problems: string[] = [];
  const open: string[] = [];
  let passed = 0;
  const guestOf = (backend: Backend): GuestCoverage =>
    coverage.guests.find((guest) => guest.manifest === `${oracleFolders[backend]}/Cargo.toml`)!;

  // 1. By crate: what resolves decides.
  for (const [crate, version, sources] of oracleCrates)
    for (const backend of backends) {
      const copies = [sources[backend]].flat().filter((copy): copy is string => copy !== null);
      const rows = guestOf(backend).crates.filter((row) => row.crate === crate && row.version === version);
      for (const copy of copies) {
        const own = rows.filter((row) =>
          copy === "crates.io" ? row.source?.includes("crates.io-index") : row.source?.includes(`#${copy}`),
        );
        const what = `${backend} ${crate} ${version} (${copy})`;
        if (own.length === 0) {
          problems.push(`${what}: no row`);
          continue;
        }
        const isPlain = copy === "crates.io" || oracleForks.has(copy);
        const wanted = !isPlain || oracleTransitive.some(([b, name]) => b === backend && name === crate);
        for (const row of own)
          if (row.state === "unknown") open.push(`${what} ${row.operation}: ${row.reason}`);
          else if (isPatched(row.state) === wanted) passed++;
          else problems.push(`${what} ${row.operation}: ${row.state}, ${row.reason}`);
      }
      if (copies.length === 0 && rows.length > 0) problems.push(`${backend} ${crate}: not in this guest`);
    }

  // 2. By operation: where the files decide at all, they must decide as the code runs.
  for (const [operation, runs] of oracleOperations)
    for (const backend of backends) {
      const guest = guestOf(backend);
      const row = coverage.matrix.find((item) => item.operation === operation);
      const cell = row?.cells.find((item) => item.guest === guest.manifest && item.backend === backend);
      const what = `${backend} ${operation}`;
      if (cell === undefined) problems.push(`${what}: no cell`);
      else if (cell.state === "unknown") open.push(`${what}: ${cell.note ?? ""}`);
      else if ((cell.state === "accelerated") === runs[backend]) passed++;
      else
        problems.push(
          `${what}: ${cell.state} (${cell.note ?? ""}), but the code runs ${runs[backend] ? "on" : "without"} precompiles`,
        );
    }
  return { passed, problems, open };
}

/** What must hold for every guest, whatever its crates. */
export function checkEveryGuest(coverage: Coverage, locked: ReadonlySet<string>): StateResult {
  const problems: string[] = [];
  const open: string[] = [];
  let passed = 0;
  for (const guest of coverage.guests) {
    const key = `${guest.manifest} ${guest.name} ${guest.backend}`;
    for (const row of guest.crates) {
      const what = `${key}: ${row.operation} ${row.crate} ${row.version ?? ""}`;
      const hasLock = locked.has(key);
      if (row.reason.trim() === "") problems.push(`${what}: no reason`);
      else if (!hasLock && row.state !== "unknown") problems.push(`${what}: ${row.state} without a lock`);
      else if (hasLock && row.path.length === 0) problems.push(`${what}: no chain`);
      else passed++;
      if (row.state !== "unknown" || !hasLock) continue;
      open.push(`${what}: ${row.reason}`);
      if (!/cargo metadata|ELF|profile|sources|openvm\.toml/.test(row.reason))
        problems.push(`${what}: unknown, and nothing is named that would decide`);
    }
    if (!locked.has(key) && !guest.findings.some((finding) => finding.kind.startsWith("lock-")))
      problems.push(`${key}: no lock, and no finding says so`);
  }
  return { passed, problems, open };
}

/** States a guest, by crate: one line each. */
export function printStates(coverage: Coverage): void {
  const head = ["guest", "sdk", ...coverageStates];
  const lines = coverage.guests.map((guest) => [
    `${guest.manifest.replace(/\/?Cargo\.toml$/, "")} ${guest.name} ${guest.backend}`,
    `${guest.sdk.name} ${guest.sdk.version ?? "–"}`,
    ...coverageStates.map((state) => String(guest.crates.filter((row) => row.state === state).length)),
  ]);
  const widths = head.map((text, at) => Math.max(text.length, ...lines.map((line) => line[at]!.length)));
  for (const line of [head, ...lines])
    console.log(
      line.map((text, at) => (at < 2 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join("  "),
    );
}
