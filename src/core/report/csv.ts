import type { Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { valueAt } from "./whole";

/** The function table as CSV (RFC 4180, CRLF): plain numbers, unknown cells empty. */
export function csvReport(profile: Profile): string {
  const { functions, metrics } = profile;
  const ids = metrics.map((metric) => metric.id);
  const head = ["name", "rawName", "crate", "file", "line", "calls"];
  const rows = [[...head, ...ids.map((id) => `self_${id}`), ...ids.map((id) => `total_${id}`)].map(textCell)];
  for (let row = 0; row < functions.length; row++)
    rows.push([
      textCell(functions.name[row] ?? ""),
      textCell(functions.rawName[row] ?? ""),
      textCell(functions.crate[row] ?? ""),
      textCell(functions.file[row] ?? ""),
      (functions.line[row] ?? 0) > 0 ? String(functions.line[row]) : "",
      numberCell(valueAt(functions.calls, row)),
      ...ids.map((id) => numberCell(valueAt(functions.self[id], row))),
      ...ids.map((id) => numberCell(valueAt(functions.total[id], row))),
    ]);
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}

/** A quoted cell where needed; one that a spreadsheet would run as a formula is defused by an apostrophe. */
export function textCell(text: string): string {
  const safe = safeName(text);
  const defused = /^\s*[=+\-@]/.test(safe) ? `'${safe}` : safe;
  return /[",\r\n']/.test(defused) ? `"${defused.replace(/"/g, '""')}"` : defused;
}

function numberCell(value: number | null): string {
  return value === null ? "" : String(value === 0 ? 0 : value);
}
