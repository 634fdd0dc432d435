import type { Coverage } from "../coverage/types";
import { crateRows } from "./coverageCrates";
import { coverageColumns, figureOf, shortFigure } from "./coverageTable";
import { backendNames, sdkText, stateText } from "./coverageWords";
import { exactCount } from "./figures";
import { codeCell, plainText } from "./markdown";

/** The answer as GitHub-flavoured Markdown: the matrix, then a table of crates per guest. Nothing in a name has a meaning. */
export function coverageMarkdown(coverage: Coverage): string {
  const list = coverageColumns(coverage);
  const out: string[] = ["## Patch Coverage", ""];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    out.push(row(head), row(head.map(() => "---")), ...rows.map(row), "");
  if (list.length === 0) out.push("No guest found.", "");
  else
    table(
      ["operation", "native", ...list.map(({ guest }) => guestCell(guest.name, guest.backend))],
      [
        ...coverage.matrix
          .filter((line) => line.cells.some((cell) => cell.state !== "absent"))
          .map((line) => [
            line.operation,
            plainText(line.native),
            ...list.map(({ cellOf }) => stateText(cellOf(line)?.state ?? "absent")),
          ]),
        ["**coverage**", "", ...list.map(({ figure }) => (figure === null ? "–" : shortFigure(figure)))],
      ],
    );
  for (const { guest, figure } of list) {
    out.push(`### ${plainText(guest.name)}`, "");
    const figures = figure === null ? "" : `, ${figureOf(figure)}`;
    out.push(`${codeCell(guest.manifest)}, ${plainText(sdkText(guest))}${figures}`, "");
    for (const { severity, message, place, fix } of guest.findings) {
      const at = place === null ? "" : ` (${codeCell(`${place.file}:${place.range.start.line + 1}`)})`;
      const way = fix === null ? "" : `; fix: ${plainText(fix.title)}`;
      out.push(`- **${severity}:** ${plainText(message)}${at}${way}`);
    }
    if (guest.findings.length > 0) out.push("");
    const crates = crateRows(guest);
    if (crates.length > 0)
      table(
        ["state", "operation", "crate", "version", "reason", "path", "cost", "what to do"],
        crates.map((line) => [
          stateText(line.state),
          line.operations.join(", "),
          codeCell(line.crate),
          line.version === null ? "–" : codeCell(line.version),
          plainText(line.reason),
          codeCell(line.path.join(" → ")),
          typeof line.cost === "number" ? exactCount(line.cost) : "",
          line.fix === null
            ? ""
            : [
                plainText(line.fix.title),
                ...line.fix.then.map((argv) => `then ${codeCell(argv.join(" "))}`),
              ].join("; "),
        ]),
      );
  }
  for (const warning of coverage.warnings) out.push(`> **Warning:** ${plainText(warning)}`, "");
  return `${out.join("\n").trimEnd()}\n`;
}

function guestCell(name: string, backend: keyof typeof backendNames): string {
  return `${codeCell(name)} ${backendNames[backend]}`;
}
