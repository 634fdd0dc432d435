import type { Sp1Budget, Sp1SampleRate } from "./sp1Types";

/** Bytes of JSON a sample: 22 to 24.3 were measured; longer times and stack numbers take up to this (reference sp1-tracing §2). */
const sampleFileBytes = 27;
/** Bytes of the host's memory a sample, at a stack of about 8 frames (the same section). */
const sampleMemoryBytes = 160;

/** What a trace may take where nobody says otherwise. */
export const defaultBudget: Sp1Budget = { fileBytes: 2 ** 30, memoryBytes: 4 * 2 ** 30 };

/**
 * Rates from which one is taken: primes, about 1.3 times the one before. A rate that shares a factor with the length of
 * a hot loop samples the same instructions in every round; small primes do so as well, so the list begins at 11.
 */
export const samplePrimes: readonly number[] = [
  11, 17, 19, 29, 31, 41, 53, 71, 89, 131, 151, 197, 263, 337, 433, 563, 733, 953, 1237, 1609, 2099, 2719,
  3533, 4597, 5981, 7789, 10091, 13121, 17053, 22171, 28837, 37483, 48731, 63317, 82339, 107021, 139109,
  180847, 235099, 305621, 397337, 516499, 671467, 872923, 1134769, 1475203, 1917731, 2493053, 3240959,
  4213277, 5477233, 7120387, 9256523, 12033481, 15643531, 20336543,
];

/** For a guest that was never run: within the default budget up to 2.3 billion cycles. */
const unknownRate = 89;

/**
 * How often to sample so that a trace of `cycles` stays within the budget: every instruction where that fits, else the
 * next rate of the table. `cycles` is that of the last run, null where there was none.
 */
export function chooseSampleRate(cycles: number | null, budget: Sp1Budget = defaultBudget): Sp1SampleRate {
  if (cycles === null || !(cycles >= 0))
    return { rate: unknownRate, samples: null, fileBytes: null, memoryBytes: null, reason: "unknown-cycles" };
  const byFile = Math.max(1, Math.floor(budget.fileBytes / sampleFileBytes));
  const byMemory = Math.max(1, Math.floor(budget.memoryBytes / sampleMemoryBytes));
  const needed = Math.ceil(cycles / Math.min(byFile, byMemory));
  const rate = needed <= 1 ? 1 : (samplePrimes.find((prime) => prime >= needed) ?? samplePrimes.at(-1)!);
  return {
    ...sampleCost(cycles, rate),
    reason: rate === 1 ? "full" : byFile <= byMemory ? "file" : "memory",
  };
}

/** What a trace of `cycles` at a rate takes. */
function sampleCost(cycles: number, rate: number): Omit<Sp1SampleRate, "reason"> {
  const samples = Math.ceil(cycles / rate);
  return {
    rate,
    samples,
    fileBytes: samples * sampleFileBytes,
    memoryBytes: samples * sampleMemoryBytes,
  };
}

/** A rate that SP1 takes as it is: it reads anything else silently as 1, and 0 gives a file of one sample. */
export function isSampleRate(rate: number): boolean {
  return Number.isInteger(rate) && rate >= 1 && rate < 2 ** 32;
}
