import { CycleLensError } from "../errors";

/** A percentage as it was written: exact, `numerator` ÷ 10^`digits`. */
export interface Percent {
  readonly text: string;
  readonly numerator: bigint;
  readonly digits: number;
}

/** `0`, `0.1`, `2.5%`. Throws `usage`. */
export function parsePercent(text: string, what: string): Percent {
  const match = /^\+?(\d{1,9})(?:\.(\d{1,12}))?\s*%?$/.exec(text.trim());
  if (match === null)
    throw new CycleLensError(
      "usage",
      `${what} ${text} is no percentage`,
      `give one from 0 up, like ${what} 0.1`,
    );
  const [, whole = "0", fraction = ""] = match;
  const plain = fraction === "" ? whole : `${whole}.${fraction}`;
  return { text: plain, numerator: BigInt(whole + fraction), digits: fraction.length };
}

/** Whether `delta` is more than that part of `base`: exact to the unit for whole numbers. Nothing may grow from a base of 0. */
export function exceeds(delta: number, base: number, percent: Percent): boolean {
  if (delta <= 0) return false;
  if (!Number.isSafeInteger(delta) || !Number.isSafeInteger(base))
    return 100 * delta > (Number(percent.numerator) / 10 ** percent.digits) * base;
  return 100n * BigInt(delta) * 10n ** BigInt(percent.digits) > percent.numerator * BigInt(base);
}
