/** How figures look on every surface (docs/ui.md, Figures). Pure; no locale except in `exactCount`. */

const dash = "–";
const units = ["", " K", " M", " G", " T", " P"] as const;

/** `12.4 %`, `< 0.1 %`; an unknown share is an en dash, a zero one `0.0 %`. `share` is 0…1. */
export function formatPercent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return dash;
  if (share === 0) return "0.0 %";
  if (Math.abs(share) < 0.001) return share < 0 ? "> -0.1 %" : "< 0.1 %";
  return `${(share * 100).toFixed(1)} %`;
}

/** Three significant digits and a unit letter: `842`, `3.10 M`, `17.4 G`; integers below 1,000 stand as they are. */
export function formatCount(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return dash;
  const sign = count < 0 ? "-" : "";
  let value = Math.abs(count);
  if (value < 1000)
    return value === 0 ? "0" : sign + (Number.isInteger(value) ? String(value) : value.toPrecision(3));
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${sign}${value.toFixed(digits)}${units[unit] ?? ""}`;
}

/** The exact number with group separators for tooltips: `3,104,221`. */
export function exactCount(count: number | null, locale = "en-US"): string {
  if (count === null || !Number.isFinite(count)) return dash;
  // The usual form by hand: loading a locale takes longer than printing a report.
  if (locale === "en-US" && Number.isSafeInteger(count)) return grouped(count);
  return (count === 0 ? 0 : count).toLocaleString(locale, { maximumFractionDigits: 3 });
}

/** `-1,234,567` of a whole number. */
function grouped(count: number): string {
  const digits = String(Math.abs(count));
  let out = digits.slice(0, ((digits.length - 1) % 3) + 1);
  for (let at = out.length; at < digits.length; at += 3) out += `,${digits.slice(at, at + 3)}`;
  return count < 0 ? `-${out}` : out;
}

/** A share that is never NaN, Infinity or -0: null where the whole is unknown or zero. */
export function shareOf(part: number | null, whole: number | null | undefined): number | null {
  if (part === null || whole === null || whole === undefined || !(whole > 0) || !Number.isFinite(part))
    return null;
  return part === 0 ? 0 : part / whole;
}

/** A bar of 1–8 eighth blocks, scaled to `most`. */
export function heatBar(value: number, most: number): string {
  const eighths = most > 0 ? Math.round((8 * value) / most) : 1;
  return "▁▂▃▄▅▆▇█".charAt(Math.min(8, Math.max(1, eighths)) - 1);
}
