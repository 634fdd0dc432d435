/** One line of the verification table. */
export interface Row {
  readonly what: string;
  readonly form: string;
  readonly steps: number | null;
  readonly total: number | null;
  readonly opcodes: number | null;
  readonly listed: number | null;
  readonly outcome: string;
  readonly problems: readonly string[];
}

const figure = (value: number | null): string => (value === null ? "–" : value.toLocaleString("en-US"));

/** Prints the table to stdout, problems below their row. */
export function printTable(rows: readonly Row[]): void {
  const head = ["file or run", "form", "steps", "total", "ops", "listed", "outcome", "verdict"];
  const cells = rows.map((row) => [
    row.what,
    row.form,
    figure(row.steps),
    figure(row.total),
    figure(row.opcodes),
    figure(row.listed),
    row.outcome,
    row.problems.length === 0 ? "ok" : "WRONG",
  ]);
  const widths = head.map((text, i) => Math.max(text.length, ...cells.map((line) => line[i]!.length)));
  const right = new Set([2, 3, 4, 5]);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => (right.has(i) ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join("  ")
      .trimEnd();
  console.log(line(head));
  console.log(line(widths.map((width) => "-".repeat(width))));
  cells.forEach((texts, i) => {
    console.log(line(texts));
    for (const problem of rows[i]!.problems.slice(0, 12)) console.log(`    ${problem}`);
  });
}
