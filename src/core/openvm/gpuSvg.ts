import type { GpuSample } from "./gpuMemory";
import { fixed } from "./rustText";

const width = 800;
const height = 400;
const left = 60;
const right = width - 20;
const top = 40;
const plotWidth = right - left;
const plotHeight = height - top - 50;
const bottom = top + plotHeight;
const ticks = 5;
const gray = "#6b7280";

/** The chart beside the report, as the tool draws it: current, local peak and reserved memory over time. */
export function gpuSvg(samples: readonly GpuSample[]): string {
  let from = Number.MAX_VALUE;
  let to = -Number.MAX_VALUE;
  let highest = 0;
  for (const { time, current, localPeak, reserved } of samples) {
    if (time < from) from = time;
    if (time > to) to = time;
    for (const bytes of [current, localPeak, reserved]) if (bytes > highest) highest = bytes;
  }
  const range = Math.abs(to - from) < Number.EPSILON ? 1 : to - from;
  const yMax = highest * 1.1 < Number.EPSILON ? 1 : highest * 1.1;
  const x = (time: number): number => left + ((time - from) / range) * plotWidth;
  const y = (size: number): number => top + plotHeight - (size / yMax) * plotHeight;
  const path = (size: (sample: GpuSample) => number): string =>
    samples
      .map((sample, i) => `${i === 0 ? "M" : "L"}${fixed(x(sample.time), 1)},${fixed(y(size(sample)), 1)}`)
      .join(" ");
  let grid = "";
  let labels = "";
  for (let i = 0; i <= ticks; i++) {
    const size = i * (yMax / ticks);
    const at = y(size);
    grid += `<line x1="${fixed(left, 1)}" y1="${fixed(at, 1)}" x2="${fixed(right, 1)}" y2="${fixed(at, 1)}" stroke="#e5e7eb" stroke-width="1"/>\n`;
    labels += `<text x="${fixed(left - 8, 1)}" y="${fixed(at + 4, 1)}" text-anchor="end" font-size="12" fill="${gray}">${fixed(size, 1)}</text>\n`;
  }
  const middle = top + plotHeight / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
  <style>
    .title { font: bold 16px sans-serif; }
    .axis-label { font: 12px sans-serif; fill: ${gray}; }
    .legend-text { font: 12px sans-serif; }
  </style>

  <!-- Background -->
  <rect width="${width}" height="${height}" fill="white"/>

  <!-- Title -->
  <text x="${width / 2}" y="24" text-anchor="middle" class="title">GPU Memory Usage</text>

  <!-- Gridlines -->
  ${grid}

  <!-- Y-axis tick labels -->
  ${labels}

  <!-- Y-axis label -->
  <text x="16" y="${middle}" transform="rotate(-90, 16, ${middle})" text-anchor="middle" class="axis-label">Memory (GB)</text>

  <!-- X-axis -->
  <line x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}" stroke="#9ca3af" stroke-width="1"/>
  <text x="${left}" y="${bottom + 20}" text-anchor="start" class="axis-label">0</text>
  <text x="${right}" y="${bottom + 20}" text-anchor="end" class="axis-label">${duration(range / 1000)}</text>

  <!-- Data lines -->
  <path d="${path((s) => s.reserved)}" fill="none" stroke="#dc2626" stroke-width="1.5" stroke-opacity="0.8"/>
  <path d="${path((s) => s.localPeak)}" fill="none" stroke="#16a34a" stroke-width="1.5" stroke-opacity="0.8"/>
  <path d="${path((s) => s.current)}" fill="none" stroke="#2563eb" stroke-width="2"/>

  <!-- Legend -->
  <g transform="translate(${right - 190}, ${top + 10})">
    <rect x="0" y="0" width="180" height="70" fill="white" fill-opacity="0.9" stroke="#e5e7eb" rx="4"/>
    <line x1="10" y1="18" x2="30" y2="18" stroke="#2563eb" stroke-width="2"/>
    <text x="38" y="22" class="legend-text">Current</text>
    <line x1="10" y1="38" x2="30" y2="38" stroke="#16a34a" stroke-width="1.5"/>
    <text x="38" y="42" class="legend-text">Local Peak</text>
    <line x1="10" y1="58" x2="30" y2="58" stroke="#dc2626" stroke-width="1.5"/>
    <text x="38" y="62" class="legend-text">Reserved (Pool)</text>
  </g>
</svg>`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${fixed(seconds, 1)}s`;
  return seconds < 3600 ? `${fixed(seconds / 60, 1)}m` : `${fixed(seconds / 3600, 1)}h`;
}
