import type { Coverage, CrateCoverage, Finding, GuestCoverage, Place } from "../coverage/types";
import { crateRows, type CrateRow } from "./coverageCrates";
import { isUncovered } from "./coverageWords";
import { workflowCommand } from "./workflowCommand";

export interface GithubOptions {
  /** From the root of the repository to the folder that places are relative to: `guests/`; "" where it is the same. */
  readonly prefix?: string;
  /** Of an uncovered crate: `error` where the check refuses it. */
  readonly levelOf?: (guest: GuestCoverage, row: CrateCoverage) => "error" | "warning";
}

const most = 1000;

/** Workflow commands of GitHub Actions: annotations at the line of the manifest. Empty where all is well. */
export function coverageGithub(coverage: Coverage, options: GithubOptions = {}): string {
  const lines: string[] = [];
  for (const guest of coverage.guests) {
    const at = place(guest, options.prefix ?? "");
    for (const finding of guest.findings)
      lines.push(
        workflowCommand(
          finding.severity === "info" ? "notice" : finding.severity,
          { ...at(finding.place), title: `Patch Coverage: ${finding.kind}` },
          findingText(finding),
        ),
      );
    for (const row of crateRows(guest)) {
      if (isUncovered(row.state))
        lines.push(
          workflowCommand(
            options.levelOf?.(guest, row) ?? "warning",
            { ...at(row.place), title: title(row) },
            crateText(guest, row),
          ),
        );
      else if (row.state === "unknown")
        lines.push(workflowCommand("notice", { ...at(row.place), title: title(row) }, crateText(guest, row)));
    }
  }
  for (const warning of coverage.warnings)
    lines.push(workflowCommand("warning", { title: "Patch Coverage" }, warning));
  return lines.slice(0, most).join("");
}

function title(row: CrateRow): string {
  return `Patch Coverage: ${row.operations.join(", ")} ${row.state}`;
}

function crateText(guest: GuestCoverage, row: CrateRow): string {
  const what = `${row.crate}${row.version === null ? "" : ` ${row.version}`} in ${guest.name}: ${row.reason}`;
  const way = row.path.length > 1 ? `\n${row.path.join(" → ")}` : "";
  return `${what}${way}${fixText(row.fix)}`;
}

function findingText(finding: Finding): string {
  return `${finding.message}${fixText(finding.fix)}`;
}

function fixText(fix: Finding["fix"]): string {
  return fix === null
    ? ""
    : `\nfix: ${[fix.title, ...fix.then.map((argv) => `then ${argv.join(" ")}`)].join(", ")}`;
}

/** Lines and columns from 1; columns only within one line, as the runner wants them. */
function place(guest: GuestCoverage, prefix: string): (at: Place | null) => Record<string, string> {
  return (at) => {
    if (at === null) return { file: joined(prefix, guest.manifest), line: "1" };
    const { start, end } = at.range;
    const columns: Record<string, string> =
      start.line === end.line && end.character > start.character
        ? { col: String(start.character + 1), endColumn: String(end.character + 1) }
        : {};
    return {
      file: joined(prefix, at.file),
      line: String(start.line + 1),
      endLine: String(end.line + 1),
      ...columns,
    };
  };
}

/** The runner knows files from the root of the repository: a workspace root above the folder asked about, too. */
function joined(prefix: string, file: string): string {
  const parts: string[] = [];
  for (const part of `${prefix}${file}`.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}
