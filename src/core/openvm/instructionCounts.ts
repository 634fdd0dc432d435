import type { DetailRows } from "./detailRows";
import { label, metric } from "./metricNames";
import type { Names } from "./names";
import { byBytes, figure } from "./rustText";

/**
 * How often each opcode ran, over the first set of label keys that has `opcode` and a `frequency`; empty without one.
 * Where several sets have them the tool takes any; here it is the first in the order of the detail tables.
 */
export function instructionCounts({ rows, keys }: DetailRows, names: Names): string {
  const frequency = names.texts.indexOf(metric.frequency);
  if (frequency < 0) return "";
  const withOpcode = keys.map((shape) => shape.includes(label.opcode));
  let chosen = -1;
  for (let row = 0; row < rows.length; row++) {
    const shape = rows.shape.data[row]!;
    if (shape === chosen || !withOpcode[shape] || rows.cell(row, frequency) < 0) continue;
    if (chosen < 0 || byBytes(keys[shape]!.join("\0"), keys[chosen]!.join("\0")) < 0) chosen = shape;
  }
  if (chosen < 0) return "";
  const group = keys[chosen]!.indexOf(label.group);
  const opcode = keys[chosen]!.indexOf(label.opcode);
  const counts = new Map<string, { readonly cells: readonly string[]; count: number }>();
  for (let row = 0; row < rows.length; row++) {
    if (rows.shape.data[row] !== chosen) continue;
    const start = rows.start.data[row]!;
    const cells = [group, opcode].flatMap((i) => (i < 0 ? [] : names.texts[rows.values.data[start + i]!]!));
    const cell = rows.cell(row, frequency);
    const key = cells.join("\0");
    const known = counts.get(key) ?? { cells, count: 0 };
    known.count += cell < 0 ? 0 : rows.sum.data[cell]!;
    counts.set(key, known);
  }
  const heads = [...(group < 0 ? [] : [label.group]), label.opcode, metric.frequency];
  const lines = [...counts]
    .sort(([keyA, a], [keyB, b]) => b.count - a.count || byBytes(keyA, keyB))
    .map(([, { cells, count }]) => `| ${cells.join(" | ")} | ${figure(count)} |\n`);
  return `| ${heads.join(" | ")} |\n| ${heads.map(() => "---").join(" | ")} |\n${lines.join("")}\n`;
}
