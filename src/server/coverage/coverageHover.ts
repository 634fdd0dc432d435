import type { Hover, Position } from "vscode-languageserver/node";
import { exactCount } from "../../core/report/figures";
import { sdkText, stateText } from "../../core/report/coverageWords";
import { plain } from "../markdown";
import type { FolderAnswer } from "./coverageFolder";
import { contains, placedRows, type PlacedRow } from "./places";

const mostRows = 8;
const mostText = 600;

/** Over a dependency or patch entry: what it means for each operation and guest. Null elsewhere and while the text is half typed. */
export function coverageHover(
  answer: FolderAnswer,
  file: string,
  position: Position,
  metric: string | null,
): Hover | null {
  if (answer.open.get(file)?.problem) return null;
  const rows = placedRows(answer, file).filter(({ place }) => contains(place.range, position));
  if (rows.length === 0) return null;
  const parts = rows.slice(0, mostRows).map((row) => rowText(row, metric));
  if (rows.length > mostRows) parts.push(`… ${rows.length - mostRows} more`);
  return { contents: { kind: "markdown", value: parts.join("\n\n---\n\n") }, range: rows[0]!.place.range };
}

function rowText({ guest, row }: PlacedRow, metric: string | null): string {
  const { crate, version, state, operations, reason, path, fix, cost } = row;
  const lines = [
    `**${stateText(state)}** ${operations.join(", ")}: ${plain(crate)}${version === null ? "" : ` ${plain(version)}`}`,
    plain(reason, mostText),
  ];
  if (path.length > 1) lines.push(`Reached by ${path.map((name) => plain(name)).join(" → ")}`);
  if (typeof cost === "number")
    lines.push(`Costs ${exactCount(cost)}${metric === null ? "" : ` ${plain(metric)}`} in the open run`);
  if (fix) {
    const then = fix.then.map((argv) => `, then ${plain(argv.join(" "), mostText)}`).join("");
    lines.push(`Quick fix: ${plain(fix.title, mostText)}${then}`);
  }
  lines.push(`${plain(guest.name)}: ${plain(sdkText(guest))}`);
  return lines.join("\n\n");
}
