import type { InstructionCosts } from "../../src/core/engine/machines/zisk/instructionCosts";

/** Where what two runs of a guest cost differs, by the name of the figure. */
export function costDifferences(one: InstructionCosts, other: InstructionCosts): string[] {
  const [a, b] = [figures(one), figures(other)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name) => {
    const [x, y] = [a.get(name) ?? [], b.get(name) ?? []];
    const at = x.findIndex((value, i) => value !== y[i]);
    if (at < 0 && x.length === y.length) return [];
    const i = at < 0 ? x.length : at;
    return [`${name}, ${String(i)} of ${String(x.length)}: ${String(x[i])}, not ${String(y[i])}`];
  });
}

function figures({ pcs, ...rest }: InstructionCosts): Map<string, readonly (number | string)[]> {
  const { accesses, parts, extras } = pcs;
  const columns: Readonly<Record<string, ArrayLike<number>>> = {
    pc: pcs.pc,
    count: pcs.count,
    steps: pcs.steps,
    cost: pcs.cost ?? [],
    ...parts,
    ...extras,
    "steps by operation": rest.opCount,
    "cost by operation": rest.opCost,
    "frequent operands": rest.frequent,
    "accesses by class": rest.accesses,
    "cost of all operations": [rest.opcodes, rest.precompiles],
  };
  return new Map<string, readonly (number | string)[]>([
    ...Object.entries(columns).map(([name, column]) => [name, Array.from(column)] as const),
    ["precompiles", rest.sites.map(({ pc, name, count, cost }) => [pc, name, count, cost].join())],
    ["regions", rest.regions.map(({ name, steps }) => `${name}: ${String(steps)}`)],
    // The classes of an instruction are in no order.
    [
      "accesses",
      Array.from(accesses!.index, (i, at) =>
        [String(i).padStart(9), accesses!.kind[at], accesses!.count[at]].join(),
      ).sort(),
    ],
  ]);
}
