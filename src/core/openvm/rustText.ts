/**
 * Numbers and texts as Rust prints and orders them: openvm-prof's bytes depend on it.
 */

const floatText = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf|infinity|nan)$/i;

/** A number as Rust's `f64::from_str` takes it (`1e3`, `+7`, `.5`, `inf`, `NaN`); null where that fails. */
export function parseFloatText(text: string): number | null {
  if (!floatText.test(text)) return null;
  const word = text.replace(/^[+-]/, "").toLowerCase();
  const sign = text.startsWith("-") ? -1 : 1;
  if (word === "nan") return NaN;
  if (word.startsWith("inf")) return sign * Infinity;
  return Number(text);
}

/** Fixed decimals as `{:.N}` writes them: exact ties go to the even figure. */
export function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  if (size >= 1e21)
    return `${sign}${BigInt(size).toString()}${decimals > 0 ? `.${"0".repeat(decimals)}` : ""}`;
  // A tie has one binary place more than the decimals asked for.
  const scaled = size * 2 ** (decimals + 1);
  if (scaled % 2 !== 1) return sign + size.toFixed(decimals);
  const below = (BigInt(scaled) * 5n ** BigInt(decimals) - 1n) / 2n;
  const digits = (below % 2n === 0n ? below : below + 1n).toString().padStart(decimals + 1, "0");
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `{:+.N}`: with the sign always written, except for NaN. */
export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return text.startsWith("-") || text === "NaN" ? text : `+${text}`;
}

const maxWhole = 2n ** 63n - 1n;
const minWhole = -(2n ** 63n);

/**
 * A figure as the reports write it: the whole part with commas, two decimals where they are not 0. The decimals
 * are rounded by themselves, so 1.999 reads `1.100`, and the sign of -0.4 is lost: the tool's own bytes.
 */
export function figure(value: number): string {
  const hundredths = Math.round(Math.abs(value % 1) * 100) || 0;
  const whole = wholePart(value);
  return hundredths === 0 ? whole : `${whole}.${String(hundredths).padStart(2, "0")}`;
}

function wholePart(value: number): string {
  if (Number.isNaN(value)) return "0";
  const whole = Math.trunc(value);
  let digits: string;
  if (Math.abs(whole) <= Number.MAX_SAFE_INTEGER) digits = String(whole === 0 ? 0 : whole);
  else if (whole >= 2 ** 63) digits = maxWhole.toString();
  else if (whole <= -(2 ** 63)) digits = minWhole.toString();
  else digits = BigInt(whole).toString();
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A number in JSON as serde writes it: always with a fraction or an exponent, `null` where it is not finite. */
export function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) return "null";
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa, exponent] = Math.abs(value).toExponential().split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  const sign = value < 0 ? "-" : "";
  if (point > 16 || point <= -5) {
    const rest = digits.slice(1);
    return `${sign}${digits[0]!}${rest === "" ? "" : `.${rest}`}e${String(point - 1)}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, "0")}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Order of texts by their UTF-8 bytes, as Rust sorts strings. */
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codeRank(x) - codeRank(y);
  }
  return a.length - b.length;
}

/** Halves of a surrogate pair stand above all other code units: their characters are the longest in UTF-8. */
function codeRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A cast `as u64`: towards 0, at the ends of the range saturated. */
export function asU64(value: number): bigint {
  if (Number.isNaN(value) || value <= 0) return 0n;
  return value >= 2 ** 64 ? 2n ** 64n - 1n : BigInt(Math.trunc(value));
}
