import { byLabelValues, byteRanks, compareKeys } from "./byteOrder";
import type { DetailRows } from "./detailRows";
import type { Era } from "./eras/era";
import { label, metric } from "./metricNames";
import type { Names } from "./names";
import { figure } from "./rustText";

/** One table for each set of label keys: metrics in columns, label values in rows. Ends with an empty line. */
export function detailMarkdown(details: DetailRows, names: Names, era: Era): string {
  const { rows, keys } = details;
  const byShape = new Map<number, number[]>();
  for (let row = 0; row < rows.length; row++) {
    const shape = rows.shape.data[row]!;
    const list = byShape.get(shape);
    if (list === undefined) byShape.set(shape, [row]);
    else list.push(row);
  }
  const order = byteRanks(names);
  const out: string[] = [];
  const shapes = [...byShape.keys()].sort((a, b) => compareKeys(keys[a]!, keys[b]!));
  for (const shape of shapes) table(details, shape, byShape.get(shape)!, names, order, era, out);
  return out.join("");
}

function table(
  details: DetailRows,
  shape: number,
  members: number[],
  names: Names,
  order: Int32Array,
  era: Era,
  out: string[],
): void {
  const { rows, summed } = details;
  const keys = details.keys[shape]!;
  const metrics = new Set<number>();
  for (const row of members)
    for (let cell = rows.newest.data[row]!; cell >= 0; cell = rows.before.data[cell]!)
      metrics.add(rows.metric.data[cell]!);
  const columns = [...metrics]
    .filter((id) => !era.details.hidden.some((prefix) => names.texts[id]!.startsWith(prefix)))
    .sort((a, b) => order[b]! - order[a]!);
  if (columns.length === 0 && era.details.hidden.length > 0) return;
  const figures = summed ? rows.sum : rows.first;
  sortRows();
  const heads = columns.map((id) => names.texts[id]!);
  const plain = keys.length === 0 && era.details.plainUnlabelled;
  out.push(plain ? `| ${heads.join(" | ")} |\n` : `| ${keys.join(" | ")} | ${heads.join(" | ")} |\n`);
  out.push(
    `| ${Array<string>(keys.length + columns.length)
      .fill("---")
      .join(" | ")} |\n`,
  );
  for (const row of members) {
    const start = rows.start.data[row]!;
    let line = "| ";
    if (!plain) line += `${keys.map((_, i) => names.texts[rows.values.data[start + i]!]!).join(" | ")} | `;
    for (const id of columns) {
      const cell = rows.cell(row, id);
      line += cell < 0 ? " | " : `${figure(figures.data[cell]!)} | `;
    }
    out.push(line, "\n");
  }
  out.push("\n");

  function sortRows(): void {
    const value = (row: number, i: number): number => order[rows.values.data[rows.start.data[row]! + i]!]!;
    const byLabels = byLabelValues(details, order, keys.length);
    const segment = era.details.collapsed ? keys.indexOf(label.segment) : -1;
    const often = era.details.collapsed
      ? columns.find((id) => names.texts[id] === metric.frequency)
      : undefined;
    const frequency = (row: number): number => {
      const cell = often === undefined ? -1 : rows.cell(row, often);
      return cell < 0 ? 0 : figures.data[cell]!;
    };
    members.sort((a, b) => {
      const bySegment = segment < 0 ? 0 : value(a, segment) - value(b, segment);
      if (bySegment !== 0) return bySegment;
      return (often === undefined ? 0 : frequency(b) - frequency(a)) || byLabels(a, b);
    });
  }
}
