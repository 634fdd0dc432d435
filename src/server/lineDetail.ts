import { accessClasses } from "../core/analysis/accessClasses";
import { lineParts } from "../core/analysis/costParts";
import { lineNotes } from "../core/analysis/lineNotes";
import { precompileTable, precompileText } from "../core/analysis/precompiles";
import type { Profile } from "../core/profile/model";
import type { DocumentView } from "./documentView";
import type { LineDetail } from "./hovers";

/** What is known of the cost of one line of a document (0-based) beside its sum; null where nothing is. */
export function lineDetail(profile: Profile, view: DocumentView, line: number): LineDetail | null {
  const { lines } = profile;
  if (lines === null) return null;
  const rows: number[] = [];
  for (let row = 0; row < lines.length; row++)
    if (view.lineFiles.has(lines.file[row]!) && view.lineMap.exact(lines.line[row]!) === line) rows.push(row);
  const parts = lineParts(profile, rows);
  if (parts === null) return null;
  const names = new Set(rows.map((row) => `${lines.files[lines.file[row]!]!}:${String(lines.line[row]!)}`));
  return {
    parts,
    accesses: accessClasses(lines, rows),
    notes: [...lineNotes(lines, rows), ...precompileNotes(profile, names)],
  };
}

/** `keccakf: 32,650 calls, cost 65,300,000, 65.6 %`, where the line or code inlined into it calls precompiles. */
function precompileNotes(profile: Profile, lines: ReadonlySet<string>): string[] {
  const sites = (profile.precompiles ?? []).filter(({ places }) =>
    places.some(({ file, line }) => lines.has(`${file}:${String(line)}`)),
  );
  return precompileTable(sites).map((row) => precompileText(row, profile.totals["variable"] ?? null));
}
