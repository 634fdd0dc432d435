import { CycleLensError } from "../errors";

/** A percentage as it was written: exact, `numerator` ÷ 10^`digits`. */
export interface Percent {
  readonly text: string;
  readonly numerator: bigint;
  readonly digits: number;
}

/** `0`, `0.1`, `.1`, `2.5%`. Throws `usage`. */
export function parsePercent(text: string, what: string): Percent {
  const match = /^\+?(?=\.?\d)(\d{0,9})(?:\.(\d{1,12}))?\s*%?$/.exec(text.trim());
  if (match === null)
    throw new CycleLensError(
      "usage",
      `${what} ${text} is no percentage`,
      `give one from 0 up, like ${what} 0.1`,
    );
  const whole = match[1] === "" ? "0" : match[1]!;
  const fraction = match[2] ?? "";
  const plain = fraction === "" ? whole : `${whole}.${fraction}`;
  return { text: plain, numerator: BigInt(whole + fraction), digits: fraction.length };
}

/** Whether `delta` is more than that part of `base`: exact to the unit for whole numbers, however large. Nothing may grow from a base of 0. */
export function exceeds(delta: number, base: number, percent: Percent): boolean {
  if (delta <= 0) return false;
  if (base <= 0) return true;
  if (!Number.isInteger(delta) || !Number.isInteger(base))
    return delta / base > Number(percent.numerator) / 10 ** percent.digits / 100;
  return 100n * BigInt(delta) * 10n ** BigInt(percent.digits) > percent.numerator * BigInt(base);
}
