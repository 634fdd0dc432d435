import path from "node:path";
import type { Hover, Position } from "vscode-languageserver/node";
import { readManifest } from "../../core/coverage/manifest";
import type { Place } from "../../core/coverage/types";
import { crateRows } from "../../core/report/coverageCrates";
import { exactFigure } from "../../core/report/metricFigures";
import { sdkText, stateText } from "../../core/report/coverageWords";
import { plain } from "../markdown";
import type { FolderAnswer } from "./coverageFolder";
import { hasDiagnostic } from "./diagnostics";
import { contains, placedRows, type PlacedRow } from "./places";

const mostRows = 8;
const mostText = 600;

/**
 * Over a dependency or patch entry: what it means for each operation and guest. Null elsewhere and while the text is half
 * typed. `isSaid`: the editor shows the diagnostics of the entry in the same hover, and what they say is not said again.
 */
export function coverageHover(
  answer: FolderAnswer,
  file: string,
  position: Position,
  metric: string | null,
  isSaid: boolean,
): Hover | null {
  if (answer.open.get(file)?.problem) return null;
  const marked = placedRows(answer, file).filter(({ place }) => contains(place.range, position));
  const direct = dependencyRows(answer, file, position);
  const known = new Set(direct.map(({ row }) => JSON.stringify([row.crate, row.operations, row.path])));
  const others = marked.filter(
    ({ row }) => !known.has(JSON.stringify([row.crate, row.operations, row.path])),
  );
  const rows = [...direct, ...others];
  if (rows.length === 0) return null;
  const saidOf = ({ row: { place, state } }: PlacedRow): boolean =>
    isSaid && place?.file === file && contains(place.range, position) && hasDiagnostic(state);
  const parts = rows.slice(0, mostRows).map((row) => rowText(row, metric, saidOf(row)));
  if (rows.length > mostRows) parts.push(`… ${rows.length - mostRows} more`);
  return { contents: { kind: "markdown", value: parts.join("\n\n---\n\n") }, range: rows[0]!.place.range };
}

/** A dependency whose patch stands elsewhere is marked there; who points at the dependency asks about the same crate. */
function dependencyRows(answer: FolderAnswer, file: string, position: Position): readonly PlacedRow[] {
  const text = path.basename(file) === "Cargo.toml" ? answer.textOf(file) : null;
  if (text === null) return [];
  const manifest = readManifest(file, text);
  const isAt = ({ place }: { place: Place }) => contains(place.range, position);
  const own = manifest.dependencies.find(isAt);
  const shared = [...(manifest.workspace?.dependencies.values() ?? [])].find(isAt);
  const dependency = own ?? shared;
  if (dependency === undefined) return [];
  const wanted = own?.inherited === true ? inheritedPackage(answer, file, own.key) : dependency.package;
  return answer.coverage.guests
    .filter((guest) => own === undefined || answer.fileOf(guest.manifest) === file)
    .flatMap((guest) =>
      crateRows(guest)
        .filter((row) => row.path.length === 2 && row.crate === wanted)
        .map((row) => ({ guest, row, place: dependency.place })),
    );
}

/** A renamed dependency that is inherited has its true name in the workspace root. */
function inheritedPackage(answer: FolderAnswer, file: string, key: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const root = path.join(folder, "Cargo.toml");
    const text = answer.textOf(root);
    const known = text === null ? undefined : readManifest(root, text).workspace?.dependencies.get(key);
    if (known !== undefined) return known.package;
    if (path.dirname(folder) === folder) return key;
  }
}

function rowText({ guest, row }: PlacedRow, metric: string | null, isSaid: boolean): string {
  const { crate, version, state, operations, reason, path, fix, cost } = row;
  const lines = [
    `**${stateText(state)}** ${operations.join(", ")}: ${plain(crate)}${version === null ? "" : ` ${plain(version)}`}`,
    ...(isSaid ? [] : [plain(reason, mostText)]),
  ];
  if (path.length > 1 && !isSaid) lines.push(`Reached by ${path.map((name) => plain(name)).join(" → ")}`);
  if (typeof cost === "number")
    lines.push(`Costs ${plain(exactFigure(cost, metric ?? "").trim())} in the open run`);
  if (fix) {
    const then = fix.then.map((argv) => `, then ${plain(argv.join(" "), mostText)}`).join("");
    lines.push(`Quick fix: ${plain(fix.title, mostText)}${then}`);
  }
  lines.push(`${plain(guest.name)}: ${plain(sdkText(guest))}`);
  return lines.join("\n\n");
}
