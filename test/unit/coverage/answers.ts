import { resolveCoverage } from "../../../src/core/coverage/coverage";
import { applyEdits } from "../../../src/core/coverage/textEdits";
import type { Coverage, CrateCoverage, Fix } from "../../../src/core/coverage/types";
import type { CoverageInputs } from "../../../src/core/coverage/inputs";

export type Files = Readonly<Record<string, string>>;

export function cover(files: Files, more: Partial<CoverageInputs> = {}): Coverage {
  return resolveCoverage({ files: new Map(Object.entries(files)), ...more });
}

/** `sha256 sha2 0.10.9 accelerated` a crate of the first guest. */
export function rowsOf(coverage: Coverage): string[] {
  return coverage.guests[0]!.crates.map((c) => `${c.operation} ${c.crate} ${c.version ?? "-"} ${c.state}`);
}

export function rowOf(coverage: Coverage, crate: string, version?: string): CrateCoverage {
  const row = coverage.guests[0]!.crates.find(
    (c) => c.crate === crate && (version === undefined || c.version === version),
  );
  if (!row) throw new Error(`${crate} is not among ${rowsOf(coverage).join("; ")}`);
  return row;
}

export function cellOf(coverage: Coverage, operation: string): { state: string; note: string | null } {
  const { state, note } = coverage.matrix.find((r) => r.operation === operation)!.cells[0]!;
  return { state, note };
}

/** The files after the fix. */
export function fixed(files: Files, fix: Fix): Record<string, string> {
  const after: Record<string, string> = { ...files };
  for (const file of new Set(fix.edits.map((e) => e.file))) {
    after[file] = applyEdits(
      files[file]!,
      fix.edits.filter((e) => e.file === file),
    )!;
  }
  return after;
}
