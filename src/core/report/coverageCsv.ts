import type { Coverage } from "../coverage/types";
import { textCell } from "./csv";

const head = [
  "guest",
  "manifest",
  "backend",
  "sdk",
  "sdk_version",
  "operation",
  "crate",
  "version",
  "source",
  "state",
  "reason",
  "path",
  "cost",
  "fix",
  "file",
  "line",
];

/** One row a crate and operation (RFC 4180, CRLF): plain numbers, 1-based lines, unknown cells empty. */
export function coverageCsv(coverage: Coverage): string {
  const rows = [head];
  for (const { name, manifest, backend, sdk, crates } of coverage.guests)
    for (const row of crates)
      rows.push([
        ...[name, manifest, backend, sdk.name, sdk.version ?? "", row.operation, row.crate].map(textCell),
        ...[row.version ?? "", row.source ?? "", row.state, row.reason, row.path.join(" > ")].map(textCell),
        typeof row.cost === "number" ? String(row.cost) : "",
        ...[row.fix?.title ?? "", row.place?.file ?? ""].map(textCell),
        row.place === null ? "" : String(row.place.range.start.line + 1),
      ]);
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}
