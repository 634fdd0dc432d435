import type { EngineRun } from "../../src/core/engine/types";
import type { Profile } from "../../src/core/profile/model";

/**
 * What the classes of memory accesses have to add up to: at each instruction to the cost of its memory, all together
 * to the memory table but for initialised data, and at each line to the cost of the line's memory.
 */
export function accessesAddUp({ pcs, memory, outside }: EngineRun, profile: Profile): string[] {
  const { accesses } = pcs;
  if (accesses === undefined) return ["no classes of memory accesses"];
  const out: string[] = [];
  const { classes, prices, index, kind, count } = accesses;
  const costs = new Float64Array(pcs.length);
  const counts = new Float64Array(classes.length);
  index.forEach((pc, i) => {
    costs[pc]! += count[i]! * prices[kind[i]!]!;
    counts[kind[i]!]! += count[i]!;
    if (!(count[i]! > 0)) out.push(`${String(count[i])} × ${classes[kind[i]!]!} at ${String(pcs.pc[pc])}`);
  });
  costs.forEach((cost, i) => {
    const whole = pcs.parts["memory"]![i];
    if (cost !== whole)
      out.push(`accesses at 0x${pcs.pc[i]!.toString(16)} cost ${String(cost)}, not ${String(whole)}`);
  });
  let initialised = 0;
  for (const row of memory) {
    const number = classes.indexOf(row.class);
    initialised += row.cost! - (counts[number] ?? NaN) * (prices[number] ?? NaN);
    counts[number] = 0;
  }
  if (initialised !== outside) out.push(`${String(initialised)} of the memory table is at no instruction`);
  counts.forEach((n, i) => {
    if (n !== 0) out.push(`${classes[i]!} is not in the memory table`);
  });
  return [...out, ...linesAddUp(profile)];
}

function linesAddUp({ lines }: Profile): string[] {
  const out: string[] = [];
  if (lines?.accesses === undefined) return out;
  const { start, kind, count, prices } = lines.accesses;
  for (let row = 0; row < lines.length; row++) {
    let cost = 0;
    for (let i = start[row]!; i < start[row + 1]!; i++) cost += count[i]! * prices[kind[i]!]!;
    const whole = lines.self["memory"]![row];
    if (cost !== whole)
      out.push(`accesses of line ${String(lines.line[row])} cost ${String(cost)}, not ${String(whole)}`);
  }
  return out;
}
