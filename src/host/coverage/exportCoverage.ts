import type { Coverage, MatrixCell } from "../../core/coverage/types";
import { coverageCsv } from "../../core/report/coverageCsv";
import { coverageMarkdown } from "../../core/report/coverageMarkdown";
import type { FolderCoverage } from "../../protocol/coverage";
import type { MatrixFormat } from "../../protocol/matrix";

/** The answer as the command line prints it. */
export function exportCoverage(folders: readonly FolderCoverage[], format: MatrixFormat): string {
  const coverage = mergedCoverage(folders);
  if (format === "md") return coverageMarkdown(coverage);
  if (format === "csv") return coverageCsv(coverage);
  return `${JSON.stringify(coverage, null, 2)}\n`;
}

/** One answer for a workspace of several folders: manifests then begin with the folder's name. */
export function mergedCoverage(folders: readonly FolderCoverage[]): Coverage {
  const [first, ...others] = folders.map(({ folder, coverage }) =>
    folders.length === 1 ? coverage : below(folder.split(/[\\/]/).filter(Boolean).at(-1) ?? folder, coverage),
  );
  if (!first) return { schema: "cyclelens.coverage/1", guests: [], matrix: [], coverage: [], warnings: [] };
  return others.reduce(
    (all, one) => ({
      ...all,
      guests: [...all.guests, ...one.guests],
      matrix: all.matrix.map((row) => ({
        ...row,
        cells: [
          ...row.cells,
          ...one.matrix
            .filter(({ operation }) => operation === row.operation)
            .flatMap<MatrixCell>(({ cells }) => cells),
        ],
      })),
      coverage: [...all.coverage, ...one.coverage],
      warnings: [...all.warnings, ...one.warnings],
    }),
    first,
  );
}

function below(name: string, coverage: Coverage): Coverage {
  const manifests = new Set(coverage.guests.map(({ manifest }) => manifest));
  const named = (guest: string): string => (manifests.has(guest) ? `${name}/${guest}` : guest);
  return {
    ...coverage,
    guests: coverage.guests.map((guest) => ({ ...guest, manifest: named(guest.manifest) })),
    matrix: coverage.matrix.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({ ...cell, guest: named(cell.guest) })),
    })),
    coverage: coverage.coverage.map((figure) => ({ ...figure, guest: named(figure.guest) })),
  };
}
