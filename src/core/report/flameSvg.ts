import type { FlameFrame, FlameRows, FlameSlice } from "../analysis/flame/types";
import { flameLayout } from "../analysis/flame/layout";
import { safeName } from "../profile/names";
import { exactCount, formatPercent, shareOf } from "./figures";

const rowHeight = 18;
const margin = 8;
const lightFills = ["#9ec5fe", "#f8c291", "#a6dba0", "#f4a6a6", "#d4b5f0", "#f3e08a", "#d5d8dc"];
const darkFills = ["#2b4f7d", "#7a4a1c", "#2d5f34", "#7d3535", "#583a78", "#6b5b13", "#4a4f57"];

/** The slice as an SVG document: written from the data, no script, both colour schemes, nothing from elsewhere. */
export function flameSvg(slice: FlameSlice, title: string, wholeRun: string): string {
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
    for (let row = 0; row < depth.length; row++) {
      const level = up ? levels - 1 - depth[row]! : depth[row]!;
      body.push(frameSvg(slice, rows, row, x[row]! + margin, top + level * rowHeight, width[row]!, wholeRun));
    }
    top += (levels - (up ? 1 : 0)) * rowHeight;
  }
  const width = slice.widthPx + 2 * margin;
  const fills = (list: readonly string[]): string => list.map((fill, i) => `.c${i}{fill:${fill}}`).join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top + margin}" viewBox="0 0 ${width} ${top + margin}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>svg{background:#fff}text{font:12px sans-serif;fill:#1f1f1f}rect{stroke:#fff;stroke-width:.5}${fills(lightFills)}`,
    `@media(prefers-color-scheme:dark){svg{background:#1f1f1f}text{fill:#f0f0f0}rect{stroke:#1f1f1f}${fills(darkFills)}}</style>`,
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
  x: number,
  y: number,
  width: number,
  wholeRun: string,
): string {
  const frame: FlameFrame | undefined = slice.frames[rows.frame[row]!];
  const name =
    frame?.name ?? (row === 0 ? wholeRun : `… ${Math.max(rows.more[row]!, rows.levels[row]!)} more`);
  const share = formatPercent(shareOf(rows.total[row]!, slice.runTotal));
  const tip = `${name}: ${share}, ${exactCount(rows.total[row]!)} ${slice.unit}`;
  const crate = frame === undefined || frame.crate < 0 ? 6 : Math.min(6, frame.crate);
  const fits = Math.floor((width - 6) / 7);
  const text = fits < 3 ? "" : name.length <= fits ? name : `${name.slice(0, fits - 1)}…`;
  const label = text === "" ? "" : `<text x="${n(x + 3)}" y="${y + 13}">${escapeXml(text)}</text>`;
  return `<g><title>${escapeXml(tip)}</title><rect class="c${crate}" x="${n(x)}" y="${y}" width="${n(width)}" height="${rowHeight - 1}"/>${label}</g>`;
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
