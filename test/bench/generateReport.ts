import { writeFileSync } from "node:fs";
import { randomFrom } from "./bench";

/** Writes a ziskemu 1.4 text report with so many functions in both lists and a detail block each. */
export function generateReport(file: string, functions: number): void {
  const random = randomFrom(13);
  const figure = (value: number, width: number): string => value.toLocaleString("en-US").padStart(width);
  const rows = Array.from({ length: functions }, (_, i) => {
    const calls = 1 + (random() % 1000);
    const steps = calls * (20 + (random() % 500));
    return { name: `<guest::part${i}::Node as guest::Visit>::visit_${i}`, calls, steps, cost: steps * 71 };
  });
  const steps = rows.reduce((sum, row) => sum + row.steps, 0);
  const variable = rows.reduce((sum, row) => sum + row.cost, 0);
  const base = 285_212_672;
  const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2).padStart(6)}%`;
  const cost = (label: string, value: number): string =>
    `${label.padEnd(24)} ${figure(value, 15)} ${share(value, variable + base)}`;
  const listed = (key: "steps" | "cost", whole: number): string[] =>
    [...rows]
      .sort((a, b) => b[key] - a[key])
      .map(
        (row) =>
          `${figure(row[key], 15)} ${share(row[key], whole)} ${figure(row.calls, 10)} ${figure(Math.floor(row[key] / row.calls), 15)} ${row.name}`,
      );
  const detail = rows.flatMap((row, i) => [
    "",
    `DETAIL FUNCTION ${row.name}`,
    "-".repeat(16 + row.name.length),
    `|    ${"STEPS".padEnd(19)} ${figure(row.steps, 15)} ${share(row.steps, steps)}`,
    "",
    `|    ${"MAIN COST".padEnd(19)} ${figure(62 * row.steps, 15)} ${share(62 * row.steps, row.cost)}`,
    `|    ${"OPCODES COST".padEnd(19)} ${figure(8 * row.steps, 15)} ${share(8 * row.steps, row.cost)}`,
    `|    ${"PRECOMPILES COST".padEnd(19)} ${figure(0, 15)} ${share(0, row.cost)}`,
    `|    ${"MEMORY COST".padEnd(19)} ${figure(row.steps, 15)} ${share(row.steps, row.cost)}`,
    "|                             -----------------------",
    `|    ${"TOTAL COST".padEnd(19)} ${figure(row.cost, 15)} 100.00%`,
    "",
    "|    COST BY OPCODE                     COUNT       %            COST       %",
    "|    ------------------------------------------------------------------------",
    `|    OP ${"add".padEnd(21)} ${figure(row.calls, 15)} ${share(row.calls, row.steps)} ${figure(8 * row.steps, 15)} ${share(8 * row.steps, row.cost)}`,
    "",
    "|    TOP STEP CALLERS (calls, steps)",
    "|    -------------------------------",
    `|    ${figure(row.calls, 15)} ${figure(row.steps, 15)} ${share(row.steps, row.steps)} ${rows[Math.floor(i / 2)]!.name}`,
  ]);
  const lines = [
    "Loading symbols from ELF file: guest.elf",
    `Loaded ${functions} function symbols (0 marked as selected ROI)`,
    "",
    "REPORT (cost version 1)".padEnd(40),
    "-".repeat(40),
    `${"STEPS".padEnd(24)} ${figure(steps, 15)}`,
    "",
    "COST DISTRIBUTION                   COST       %",
    "-".repeat(48),
    cost("MAIN", 62 * steps),
    cost("OPCODES", 8 * steps),
    cost("PRECOMPILES", 0),
    cost("MEMORY", steps),
    `${"".padEnd(24)}${"-".repeat(24)}`,
    cost("VARIABLE", variable),
    cost("BASE", base),
    `${"".padEnd(24)}${"-".repeat(24)}`,
    cost("TOTAL", variable + base),
    "",
    "TOP STEP FUNCTIONS (STEPS, % STEPS, CALLS, STEPS/CALL, FUNCTION)",
    "-".repeat(64),
    ...listed("steps", steps),
    "",
    "TOP COST FUNCTIONS (COST, % VARIABLE COST, CALLS, COST/CALL, FUNCTION)",
    "-".repeat(70),
    ...listed("cost", variable),
    ...detail,
    "",
  ];
  writeFileSync(file, lines.join("\n"));
}
