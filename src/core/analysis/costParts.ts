import type { MetricColumns, Profile } from "../profile/model";

/** What a machine is paid for; the columns of lines and instructions beside the metrics. */
export const partIds = ["main", "opcodes", "precompiles", "memory"] as const;
export type CostParts = Readonly<Record<(typeof partIds)[number], number>>;

/** What the own cost of some lines (rows of the line table) is made of, added up; null where the source does not say. */
export function lineParts({ lines }: Pick<Profile, "lines">, rows: Iterable<number>): CostParts | null {
  return lines === null ? null : sumOf(lines.self, rows);
}

/** What the own cost of some functions is made of: that of their instructions. Null where the source does not say. */
export function functionParts(
  { instructions }: Pick<Profile, "instructions">,
  functions: readonly number[],
): CostParts | null {
  if (instructions === null) return null;
  const wanted = new Set(functions);
  const rows: number[] = [];
  for (let row = 0; row < instructions.length; row++) if (wanted.has(instructions.func[row]!)) rows.push(row);
  return sumOf(instructions.self, rows);
}

function sumOf(columns: MetricColumns, rows: Iterable<number>): CostParts | null {
  if (partIds.some((id) => columns[id] === undefined)) return null;
  const sums = { main: 0, opcodes: 0, precompiles: 0, memory: 0 };
  for (const row of rows) for (const id of partIds) sums[id] += columns[id]![row] || 0;
  return sums;
}
