import type { FlameFrame, FlameRows, FlameSlice } from "../analysis/flame/types";
import { flameLayout } from "../analysis/flame/layout";
import { safeName } from "../profile/names";
import { formatPercent, shareOf } from "./figures";
import { exactFigure } from "./metricFigures";
import { changeStyle, comparedTitle, frameChanges, hatchPattern, type FrameChange } from "./flameSvgDiff";

const rowHeight = 18;
const margin = 8;
const lightFills = ["#9ec5fe", "#f8c291", "#a6dba0", "#f4a6a6", "#d4b5f0", "#f3e08a", "#d5d8dc"];
const darkFills = ["#2b4f7d", "#7a4a1c", "#2d5f34", "#7d3535", "#583a78", "#6b5b13", "#4a4f57"];

/**
 * The slice as an SVG document: written from the data, no script, both colour schemes, nothing from elsewhere. In a
 * comparison frames have the colours, figures and hatching of their change, and each says what it was.
 */
export function flameSvg(slice: FlameSlice, plainTitle: string, wholeRun: string): string {
  const title = comparedTitle(slice, plainTitle);
  const parts = slice.callers
    ? [
        { rows: slice.callers, up: true },
        { rows: slice.rows, up: false },
      ]
    : [{ rows: slice.rows, up: false }];
  const body: string[] = [];
  let top = 3 * margin + 14;
  for (const { rows, up } of parts) {
    const { x, width, depth, levels } = flameLayout(rows, slice.widthPx);
    const changeOf = frameChanges(rows, slice.unit);
    for (let row = 0; row < depth.length; row++) {
      const level = up ? levels - 1 - depth[row]! : depth[row]!;
      const box = { x: x[row]! + margin, y: top + level * rowHeight, width: width[row]! };
      body.push(frameSvg(slice, rows, row, box, wholeRun, changeOf?.(row) ?? null));
    }
    top += (levels - (up ? 1 : 0)) * rowHeight;
  }
  const width = slice.widthPx + 2 * margin;
  const fills = (list: readonly string[]): string => list.map((fill, i) => `.c${i}{fill:${fill}}`).join("");
  const compared = slice.diff !== undefined;
  const [light, dark] = compared
    ? [changeStyle("light"), changeStyle("dark")]
    : [fills(lightFills), fills(darkFills)];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top + margin}" viewBox="0 0 ${width} ${top + margin}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>svg{background:#fff}text{font:12px sans-serif;fill:#1f1f1f}rect{stroke:#fff;stroke-width:.5}${light}`,
    `@media(prefers-color-scheme:dark){svg{background:#1f1f1f}text{fill:#f0f0f0}rect{stroke:#1f1f1f}${dark}}</style>`,
    ...(compared ? [hatchPattern] : []),
    `<text x="${margin}" y="${margin + 14}">${escapeXml(title)}</text>`,
    ...body,
    "</svg>",
    "",
  ].join("\n");
}

function frameSvg(
  slice: FlameSlice,
  rows: FlameRows,
  row: number,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  wholeRun: string,
  change: FrameChange | null,
): string {
  const frame: FlameFrame | undefined = slice.frames[rows.frame[row]!];
  const name =
    frame?.name ?? (row === 0 ? wholeRun : `… ${Math.max(rows.more[row]!, rows.levels[row]!)} more`);
  const share = formatPercent(shareOf(rows.total[row]!, slice.runTotal));
  const figures = change?.text || exactFigure(rows.total[row]!, slice.unit);
  const tip = `${name}: ${share}, ${figures}`;
  const crate = frame === undefined || frame.crate < 0 ? 6 : Math.min(6, frame.crate);
  const text = labelOf(name, change?.label ?? "", Math.floor((width - 6) / 7));
  const at = `x="${n(x)}" y="${y}" width="${n(width)}" height="${rowHeight - 1}"`;
  const hatch = change?.hatched ? `<rect fill="url(#hatch)" ${at}/>` : "";
  const label = text === "" ? "" : `<text x="${n(x + 3)}" y="${y + 13}">${escapeXml(text)}</text>`;
  return `<g><title>${escapeXml(tip)}</title><rect class="${change?.fill ?? `c${crate}`}" ${at}/>${hatch}${label}</g>`;
}

/** The name with the change behind it, where they fit; else the name as far as it does. */
function labelOf(name: string, change: string, fits: number): string {
  if (fits < 3) return "";
  if (change !== "" && name.length + change.length + 2 <= fits) return `${name}  ${change}`;
  return name.length <= fits ? name : `${name.slice(0, fits - 1)}…`;
}

const n = (value: number): string => String(Math.round(value * 100) / 100);

/** Text for XML: markup escaped, what XML cannot carry replaced. */
function escapeXml(text: string): string {
  return safeName(text)
    .replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|[\ufffe\uffff]/g,
      "\ufffd",
    )
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
