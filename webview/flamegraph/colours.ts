/** Colours of frames, derived from the theme so that text on them stays readable. Pure. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

export interface FrameColour {
  readonly fill: string;
  readonly stroke: string;
}

/** Crates with a colour of their own; all others share one more. */
export const colourCount = 6;

/** WCAG 2 contrast ratio, 1…21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The strongest mix of a chart colour into the background on which the text still has its contrast:
 * 4.5:1, in high contrast themes 7:1, there with an outline in the full colour.
 */
export function frameColour(
  chart: Rgb,
  background: Rgb,
  text: Rgb,
  highContrast: boolean,
  most = 0.6,
): FrameColour {
  const enough = highContrast ? 7 : 4.5;
  let part = Math.min(most, highContrast ? 0.35 : 0.6);
  while (part > 0.05 && contrast(mix(background, chart, part), text) < enough) part -= 0.05;
  const fill = css(mix(background, chart, Math.max(0, part)));
  return { fill, stroke: highContrast ? css(chart) : css(background) };
}

/** Black or white, whichever reads better, where the theme's own text colour does not reach 4.5:1. */
export function readable(text: Rgb, background: Rgb): Rgb {
  if (contrast(text, background) >= 4.5) return text;
  const black = { r: 0, g: 0, b: 0 };
  const white = { r: 255, g: 255, b: 255 };
  return contrast(black, background) > contrast(white, background) ? black : white;
}

/** `rgb(…)` or `rgba(…)` as computed styles give it; null for anything else. */
export function parseRgb(text: string): Rgb | null {
  const match = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)/.exec(text);
  return match ? { r: Number(match[1]), g: Number(match[2]), b: Number(match[3]) } : null;
}

export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const one = (x: number, y: number): number => Math.round(x + (y - x) * part);
  return { r: one(a.r, b.r), g: one(a.g, b.g), b: one(a.b, b.b) };
}

export function css({ r, g, b }: Rgb): string {
  return `rgb(${r}, ${g}, ${b})`;
}

function luminance({ r, g, b }: Rgb): number {
  const linear = (value: number): number => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
