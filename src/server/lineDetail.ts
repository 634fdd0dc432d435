import { lineParts } from "../core/analysis/costParts";
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
  return parts === null ? null : { parts, notes: [] };
}
