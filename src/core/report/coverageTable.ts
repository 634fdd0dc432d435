import type { Coverage, CoverageFigure, GuestCoverage, MatrixCell, MatrixRow } from "../coverage/types";

/** One guest as a column of the matrix. */
export interface CoverageColumn {
  readonly guest: GuestCoverage;
  readonly figure: CoverageFigure | null;
  cellOf(row: MatrixRow): MatrixCell | null;
}

/** The guests with their cells and figures. Cells and figures name a guest by its manifest; a manifest of several backends has several in order. */
export function coverageColumns(coverage: Coverage): readonly CoverageColumn[] {
  const seen = new Map<string, number>();
  return coverage.guests.map((guest, index) => {
    const nth = seen.get(guest.manifest) ?? 0;
    seen.set(guest.manifest, nth + 1);
    const figures = coverage.coverage.filter(
      (row) => row.guest === guest.manifest || row.guest === guest.name,
    );
    const exact = figures.filter((row) => row.guest === guest.manifest);
    return {
      guest,
      figure: (exact.length > 0 ? exact : figures)[nth] ?? null,
      cellOf: (row) => cellOf(row, guest, index),
    };
  });
}

function cellOf(row: MatrixRow, guest: GuestCoverage, index: number): MatrixCell | null {
  // Cells stand in the order of the guests; two guests that only a lock knows share manifest and backend.
  const own = row.cells[index];
  if (own?.guest === guest.manifest && own.backend === guest.backend) return own;
  const cells = row.cells.filter((cell) => cell.backend === guest.backend);
  return (
    cells.find((cell) => cell.guest === guest.manifest) ??
    cells.find((cell) => cell.guest === guest.name) ??
    null
  );
}

/** `3 of 7 accelerated, 1 unknown` */
export function figureOf({ accelerated, applicable, unknown }: CoverageFigure): string {
  return `${accelerated} of ${applicable} accelerated${unknown > 0 ? `, ${unknown} unknown` : ""}`;
}

/** `3 of 7, 1 unknown`, where a heading says what is counted. */
export function shortFigure({ accelerated, applicable, unknown }: CoverageFigure): string {
  return `${accelerated} of ${applicable}${unknown > 0 ? `, ${unknown} unknown` : ""}`;
}
