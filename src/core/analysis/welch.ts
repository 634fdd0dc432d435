/** What a sample of measurements says: mean and sample standard deviation (n − 1). */
export interface Spread {
  readonly runs: number;
  readonly mean: number;
  /** NaN for fewer than two runs. */
  readonly stddev: number;
}

/** Welch's test of two means. */
export interface Welch {
  readonly t: number;
  /** Degrees of freedom by Welch and Satterthwaite. */
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
  /** 95 % confidence interval of the second mean less the first. */
  readonly low: number;
  readonly high: number;
}

/** Mean and sample standard deviation (n - 1); NaN where there is one value. */
export function spreadOf(values: Float64Array): Spread {
  const runs = values.length;
  let mean = 0;
  for (const value of values) mean += value / runs;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { runs, mean, stddev: runs < 2 ? NaN : Math.sqrt(squares / (runs - 1)) };
}

/**
 * Welch's unequal variances t-test (B. L. Welch, Biometrika 34, 1947). Null where it says nothing: fewer than two runs
 * of either, or no spread at all.
 */
export function welch(first: Spread, second: Spread): Welch | null {
  const [a, b] = [first.stddev ** 2 / first.runs, second.stddev ** 2 / second.runs];
  const error = Math.sqrt(a + b);
  if (!(first.runs >= 2 && second.runs >= 2 && error > 0 && Number.isFinite(error))) return null;
  const degrees = (a + b) ** 2 / (a ** 2 / (first.runs - 1) + b ** 2 / (second.runs - 1));
  const difference = second.mean - first.mean;
  const t = difference / error;
  const reach = quantile(degrees) * error;
  return { t, degrees, p: twoSided(t, degrees), low: difference - reach, high: difference + reach };
}

/** P(|T| ≥ |t|) of Student's distribution. */
function twoSided(t: number, degrees: number): number {
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t that 2.5 % exceed, by bisection. */
function quantile(degrees: number): number {
  let [low, high] = [0, 1e4];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    if (twoSided(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularised incomplete beta function by its continued fraction (Abramowitz and Stegun 26.5.8). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges on one side of the mean; the other one by symmetry.
  return x < (a + 1) / (a + b + 2)
    ? (front * fraction(x, a, b)) / a
    : 1 - (front * fraction(1 - x, b, a)) / b;
}

/** Lentz's way. */
function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    result *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    const step = d * c;
    result *= step;
    if (Math.abs(step - 1) < 1e-14) break;
  }
  return result;
}

/** Stirling's series behind a shift: 1e-13 for x > 0. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) shift += Math.log(z++);
  const s = 1 / (z * z);
  const series = (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
