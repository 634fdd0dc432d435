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

/** Checks passed of all, a line a form: `report F4  31 of 31`. */
export function printSummary(rows: readonly Row[]): void {
  const forms = new Map<string, { passed: number; all: number }>();
  for (const row of rows) {
    // Checks of whole runs carry the bare variant, single files the format too.
    const name = row.what.includes(": ") ? `runs of ${row.form || "no report"}` : `files: ${row.form}`;
    const sum = forms.get(name) ?? { passed: 0, all: 0 };
    sum.all++;
    if (row.problems.length === 0) sum.passed++;
    forms.set(name, sum);
  }
  for (const [name, { passed, all }] of [...forms].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(
      `  ${name.replace("files: –", "files refused with a reason").padEnd(36)} ${passed} of ${all}`,
    );
}
