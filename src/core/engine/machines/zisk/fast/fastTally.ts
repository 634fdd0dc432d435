import { operations, regionLimits, regionNames, type InstructionCosts } from "../instructionCosts";
import type { ZiskInterpreter } from "../interpreter";
import { classCount, classPrices } from "../memoryClasses";
import type { ZiskModel } from "../model";
import { accessesOf } from "../pcAccesses";
import { accessClasses } from "./access";
import type { Arena } from "./arena";
import type { GuestPlaces } from "./placeGuest";
import type { RowPlaces } from "./placeRows";
import { tallyKernel } from "./tallyKernel";
import { placeTally, sum } from "./tallyPlaces";

/**
 * Sums a run up, and charges it to instructions, as WebAssembly in the run's own memory: what `Tally.total` and
 * `instructionCosts` would give, but the interpreter's columns stay as they are; its totals are set. Null where there is
 * no memory for it, or code does not lie in order of address.
 */
export function fastTally(
  arena: Arena,
  filling: RowPlaces,
  guest: Pick<GuestPlaces, "records" | "counts">,
  interpreter: ZiskInterpreter,
  model: ZiskModel,
  hasTranslated: boolean,
): InstructionCosts | null {
  const { program, accesses } = interpreter;
  const { buffer } = arena.memory;
  const { stretches, rows } = stretchesOf(filling.columns.filled);
  const count = stretches.length / 2;
  const places = placeTally(arena, filling, guest, rows, count, accesses.length);
  if (places === null) return null;
  const words = new Int32Array(buffer);
  const doubles = new Float64Array(buffer);
  const bytes = new Uint8Array(buffer);
  const column = (at: number, length: number): Float64Array => doubles.slice(at >>> 3, (at >>> 3) + length);

  // 1. What it reads.
  const { isPrecompile, siteName, fullCost } = operations(model);
  words.set(stretches, places.stretches >>> 2);
  for (const { code, cost } of model.ops) doubles[(places.prices >>> 3) + code] = cost;
  doubles.set(fullCost, places.fullCost >>> 3);
  bytes.set(isPrecompile, places.isPrecompile);
  siteName.forEach((name, code) => (bytes[places.isSite + code] = name === undefined ? 0 : 1));
  doubles.set(classPrices(model.memory), places.classPrices >>> 3);
  bytes.set(accessClasses, places.classes);
  words.set(regionLimits, places.limits >>> 2);
  doubles.set(interpreter.frequent, places.frequent >>> 3);
  accesses.copyTo({
    nexts: new Int32Array(buffer, places.nexts, accesses.length),
    kinds: new Uint8Array(buffer, places.kinds, accesses.length),
    counts: new Float64Array(buffer, places.counts, accesses.length),
  });

  // 2. What it says.
  const length = tallyKernel(arena.memory, places, model)(count, hasTranslated ? 1 : 0);
  const of = (which: number): number => doubles[(places.sums >>> 3) + which]!;
  if (of(sum.descends) === 1) return null;
  interpreter.steps = of(sum.steps);
  interpreter.opTotal = of(sum.opTotal);
  interpreter.memTotal = of(sum.memTotal);
  const { op, owner } = program.code;
  const siteRows = words.slice(places.siteRow >>> 2, (places.siteRow >>> 2) + of(sum.sites));
  const found = of(sum.accesses);
  const accessTotals = accesses.totals();
  for (let kind = 0; kind < classCount; kind++)
    accessTotals[kind]! += doubles[(places.classTotals >>> 3) + kind]!;
  return {
    pcs: {
      length,
      pc: column(places.pc, length),
      count: column(places.runs, length),
      steps: column(places.steps, length),
      cost: column(places.cost, length),
      parts: {
        main: column(places.main, length),
        opcodes: column(places.opcodes, length),
        precompiles: column(places.precompiles, length),
        memory: column(places.memory, length),
      },
      extras: of(sum.spared) === 0 ? {} : { spared: column(places.spared, length) },
      accesses: accessesOf(
        model.memory,
        words.slice(places.accessIndex >>> 2, (places.accessIndex >>> 2) + found),
        bytes.slice(places.accessKind, places.accessKind + found),
        column(places.accessCount, found),
      ),
    },
    opCount: column(places.opCounts, 256),
    opCost: column(places.opCosts, 256),
    opcodes: of(sum.opcodes),
    precompiles: of(sum.precompiles),
    sites: Array.from(siteRows, (row, i) => ({
      pc: owner[row]!,
      name: siteName[op[row]!]!,
      count: doubles[(places.siteRuns >>> 3) + i]!,
      cost: doubles[(places.siteCost >>> 3) + i]!,
    })),
    regions: regionNames.map((name, i) => ({ name, steps: doubles[(places.regionSteps >>> 3) + i]! })),
    frequent: column(places.frequent, 256),
    accesses: accessTotals,
  };
}

/** Stretches of rows that are filled, two numbers each, and how many rows these are. */
function stretchesOf(filled: Uint8Array): { readonly stretches: Int32Array; readonly rows: number } {
  let found = new Int32Array(4096);
  let length = 0;
  let rows = 0;
  for (let first = filled.indexOf(1); first >= 0;) {
    const end = filled.indexOf(0, first);
    const stop = end < 0 ? filled.length : end;
    if (length === found.length) {
      const larger = new Int32Array(2 * length);
      larger.set(found);
      found = larger;
    }
    found[length++] = first;
    found[length++] = stop;
    rows += stop - first;
    first = filled.indexOf(1, stop);
  }
  return { stretches: found.subarray(0, length), rows };
}
