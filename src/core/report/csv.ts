import type { Benchmark, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { valueAt } from "./whole";

/**
 * The function table as CSV (RFC 4180, CRLF): plain numbers, unknown cells empty. Of a profile of timed commands, which has no
 * functions, the commands.
 */
export function csvReport(profile: Profile): string {
  const { functions, metrics } = profile;
  if (functions.length === 0 && profile.benchmarks !== undefined) return commandsCsv(profile.benchmarks);
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
  return textOf(rows);
}

/** Times in nanoseconds, memory in bytes; `low` and `high` bound the difference from the first command's mean. */
function commandsCsv(commands: readonly Benchmark[]): string {
  const figures = ["runs", "mean", "stddev", "median", "min", "max", "user", "system", "failures"] as const;
  const names = [...new Set(commands.flatMap(({ parameters }) => parameters.map(({ name }) => name)))];
  const head = ["command", ...names, ...figures, "memory", "ratio", "low", "high", "p"];
  return textOf([
    head.map(textCell),
    ...commands.map((command) => [
      textCell(command.command),
      ...names.map((name) => textCell(command.parameters.find((p) => p.name === name)?.value ?? "")),
      ...[...figures.map((figure) => command[figure]), command.memory].map(numberCell),
      ...(["ratio", "low", "high", "p"] as const).map((figure) =>
        numberCell(command.against?.[figure] ?? null),
      ),
    ]),
  ]);
}

function textOf(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}

/**
 * A quoted cell where needed; one that a spreadsheet would run as a formula is defused by an apostrophe, as is what
 * follows a semicolon: where the comma is for decimals a cell ends there.
 */
export function textCell(text: string): string {
  const safe = safeName(text).replace(/;(?=\s*[=+\-@＝＋－＠])/g, ";'");
  const defused = /^\s*[=+\-@＝＋－＠]/.test(safe) ? `'${safe}` : safe;
  return /[",\r\n']/.test(defused) ? `"${defused.replace(/"/g, '""')}"` : defused;
}

function numberCell(value: number | null): string {
  return value === null ? "" : String(value === 0 ? 0 : value);
}
