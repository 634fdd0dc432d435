export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/**
 * Rows of text in aligned columns, the titles first, two spaces apart. The last column is cut in
 * the middle where the row would be wider than `width`.
 */
export function alignColumns(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const titles = columns.map((column) => column.title);
  const widths = columns.map((_, i) =>
    Math.max(0, ...[titles, ...rows].map((row) => [...(row[i] ?? "")].length)),
  );
  const last = columns.length - 1;
  const before = widths.slice(0, last).reduce((sum, w) => sum + w + 2, 2);
  const room = Math.max(24, width - before);
  return [titles, ...rows].map((row) =>
    `  ${columns
      .map((column, i) => {
        const text = i === last ? clipMiddle(row[i] ?? "", room) : (row[i] ?? "");
        const wanted =
          i === last && column.right !== true ? 0 : Math.min(widths[i] ?? 0, i === last ? room : Infinity);
        const fill = " ".repeat(Math.max(0, wanted - [...text].length));
        return column.right === true ? fill + text : text + fill;
      })
      .join("  ")}`.trimEnd(),
  );
}

/** `core::iter::…::next` */
export function clipMiddle(text: string, room: number): string {
  const units = [...text];
  if (units.length <= room) return text;
  const head = Math.ceil((room - 1) / 2);
  return `${units.slice(0, head).join("")}…${units.slice(units.length - (room - 1 - head)).join("")}`;
}
