import path from "node:path";
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver/node";
import type { Finding, GuestCoverage, Place } from "../../core/coverage/types";
import { safeName } from "../../core/profile/names";
import { crateRows, type CrateRow } from "../../core/report/coverageCrates";
import { isUncovered, stateGlyphs } from "../../core/report/coverageWords";
import type { FolderAnswer } from "./coverageFolder";
import { uriOf } from "./places";

export const coverageSeverities = ["off", "hint", "information", "warning", "error"] as const;
export type CoverageSeverity = (typeof coverageSeverities)[number];

const levels: Readonly<Record<Exclude<CoverageSeverity, "off">, DiagnosticSeverity>> = {
  hint: DiagnosticSeverity.Hint,
  information: DiagnosticSeverity.Information,
  warning: DiagnosticSeverity.Warning,
  error: DiagnosticSeverity.Error,
};
const source = "CycleLens";
const mostInFile = 1000;

/** Diagnostics by absolute path. A document that is half typed has one: where its text cannot be read. */
export function coverageDiagnostics(
  answer: FolderAnswer,
  severity: CoverageSeverity,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const files = new Map<string, Map<string, Diagnostic>>();
  const add = (place: Place, diagnostic: Diagnostic): void => {
    if (answer.open.get(place.file)?.problem) return;
    const list = files.get(place.file) ?? new Map<string, Diagnostic>();
    files.set(place.file, list);
    // A workspace root serves many guests: what is equal for all of them is said once.
    const key = JSON.stringify([diagnostic.range, diagnostic.code, diagnostic.message]);
    if (list.size < mostInFile && !list.has(key)) list.set(key, diagnostic);
  };
  if (severity !== "off") {
    const level = levels[severity];
    for (const guest of answer.coverage.guests) {
      for (const row of crateRows(guest))
        if (row.place !== null && hasDiagnostic(row.state))
          add(row.place, crateDiagnostic(answer, row, row.place, level));
      for (const finding of guest.findings) {
        const place = finding.place ?? headOf(answer, guest);
        add(place, findingDiagnostic(finding, place, level));
      }
    }
  }
  for (const [file, { problem }] of answer.open) {
    if (!problem) continue;
    const { range, kind, message } = problem;
    const diagnostic: Diagnostic = {
      range,
      severity: DiagnosticSeverity.Error,
      source,
      code: kind,
      message: `${safeName(message)}: Patch Coverage keeps what the file said before`,
    };
    files.set(file, new Map([["", diagnostic]]));
  }
  return new Map([...files].map(([file, list]) => [file, [...list.values()]]));
}

/** Whether an entry of that state is marked. */
export function hasDiagnostic(state: CrateRow["state"]): boolean {
  return isUncovered(state) || state === "unknown";
}

/** What is of no entry (a warning sign of a run, cargo's refusal) is marked on the first line of the guest's manifest. */
function headOf(answer: FolderAnswer, { manifest }: GuestCoverage): Place {
  const file = answer.fileOf(manifest);
  const [first = ""] = (answer.textOf(file) ?? "").split(/\r\n|\r|\n/, 1);
  return { file, range: { start: { line: 0, character: 0 }, end: { line: 0, character: first.length } } };
}

function crateDiagnostic(
  answer: FolderAnswer,
  row: CrateRow,
  place: Place,
  level: DiagnosticSeverity,
): Diagnostic {
  const { state, crate, version, operations, reason, fix } = row;
  const known: DiagnosticSeverity =
    state === "unknown" ? (Math.max(level, DiagnosticSeverity.Information) as DiagnosticSeverity) : level;
  const related = relatedOf(answer, row);
  return {
    range: place.range,
    severity: known,
    source,
    code: state,
    message: safeLines(
      `${stateGlyphs[state]} ${operations.join(", ")} ${state}: ${crate}${version === null ? "" : ` ${version}`}`,
      reason,
      row.path.length > 1 ? row.path.join(" → ") : "",
      fix === null ? "" : `fix: ${fix.title}`,
    ),
    ...(state === "unused" ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related === null ? {} : { relatedInformation: [related] }),
  };
}

function relatedOf(answer: FolderAnswer, row: CrateRow): DiagnosticRelatedInformation | null {
  if (row.related === null) return null;
  const from = row.source === undefined ? "a path" : row.source;
  return {
    location: { uri: uriOf(answer, row.related.file), range: row.related.range },
    message: safeName(`${path.basename(row.related.file)}: ${row.crate} ${row.version ?? ""} from ${from}`),
  };
}

function findingDiagnostic(finding: Finding, place: Place, level: DiagnosticSeverity): Diagnostic {
  const { severity, kind, message, fix } = finding;
  return {
    range: place.range,
    severity:
      severity === "error"
        ? DiagnosticSeverity.Error
        : severity === "warning"
          ? level
          : (Math.max(level, DiagnosticSeverity.Information) as DiagnosticSeverity),
    source,
    code: kind,
    message: safeLines(message, fix === null ? "" : `fix: ${fix.title}`),
  };
}

function safeLines(...lines: readonly string[]): string {
  return lines
    .filter((line) => line !== "")
    .map(safeName)
    .join("\n");
}
