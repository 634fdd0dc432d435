import type { Coverage, CoverageState, Finding } from "../coverage/types";
import { safeName } from "../profile/names";
import { backendNames, sdkText, stateGlyphs, stateText } from "./coverageWords";
import { exactCount } from "./figures";
import { crateRows } from "./coverageCrates";
import { coverageColumns, figureOf, shortFigure, type CoverageColumn } from "./coverageTable";
import { clipMiddle } from "./table";
import { fold } from "./wrap";

export interface CoverageTextOptions {
  /** ANSI colours: only for a terminal. */
  readonly color?: boolean;
  /** Columns to fit the matrix into, at least 40; 80 where it is left out. */
  readonly width?: number;
}

const narrowest = 13;
const widest = 32;
const gap = 2;
const colors: Readonly<Record<CoverageState, number>> = {
  accelerated: 32,
  unpatched: 31,
  unused: 31,
  drifted: 33,
  inert: 33,
  unavailable: 2,
  unknown: 36,
  absent: 2,
};

/** The answer for people: the matrix, then per guest the crates with reasons and what to do. Ends with a newline. */
export function coverageText(coverage: Coverage, options: CoverageTextOptions = {}): string {
  const { color = false, width: asked = 80 } = options;
  const width = Math.max(40, Math.min(asked, 120));
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const out: string[] = [];
  const say = (indent: number, text: string) => out.push(...fold(safeName(text), width, indent));
  const list = coverageColumns(coverage);
  if (list.length === 0) out.push("no guest found", "");
  out.push(...matrix(coverage, list, width, paint));
  for (const [i, { guest, figure }] of list.entries()) {
    out.push(paint(1, `${label(i)} ${clipMiddle(safeName(guest.name), width - 6)}`));
    say(2, `${guest.manifest} (${sdkText(guest)})`);
    say(2, figure === null ? "nothing applies" : figureOf(figure));
    for (const finding of guest.findings) findingText(finding, say);
    for (const row of crateRows(guest)) {
      const version = row.version === null ? "" : ` ${row.version}`;
      const cost = typeof row.cost === "number" ? `, cost ${exactCount(row.cost)} in this run` : "";
      const title = `${stateText(row.state)}  ${row.operations.join(", ")}  ${row.crate}${version}${cost}`;
      const [first = "", ...rest] = fold(safeName(title), width, 2);
      out.push(paint(colors[row.state], first), ...rest);
      say(6, row.reason);
      if (row.path.length > 1) say(6, row.path.join(" → "));
      if (row.fix) {
        say(6, `fix: ${row.fix.title}`);
        for (const argv of row.fix.then) say(6, `then: ${argv.join(" ")}`);
      }
    }
    out.push("");
  }
  for (const warning of coverage.warnings) say(0, `warning: ${warning}`);
  return `${out.join("\n").trimEnd()}\n`;
}

function findingText(finding: Finding, say: (indent: number, text: string) => void): void {
  const { severity, message, place, fix } = finding;
  say(2, `${severity}: ${message}${place === null ? "" : ` (${place.file}:${place.range.start.line + 1})`}`);
  if (fix) {
    say(6, `fix: ${fix.title}`);
    for (const argv of fix.then) say(6, `then: ${argv.join(" ")}`);
  }
}

/** In blocks of as many guests as fit side by side; rows that nobody uses are named in one line. */
function matrix(
  coverage: Coverage,
  list: readonly CoverageColumn[],
  width: number,
  paint: (code: number, text: string) => string,
): string[] {
  if (list.length === 0) return [];
  const rows = coverage.matrix.filter((row) => row.cells.some((cell) => cell.state !== "absent"));
  const idle = coverage.matrix.filter((row) => !rows.includes(row)).map((row) => row.operation);
  const first = Math.max(9, ...rows.map((row) => row.operation.length));
  const aBlock = Math.max(1, Math.floor((width - first) / (narrowest + gap)));
  const room = Math.floor((width - first) / Math.min(aBlock, list.length)) - gap;
  const columnWidth = Math.max(narrowest, Math.min(widest, room));
  const pad = (text: string) => text + " ".repeat(Math.max(0, columnWidth - [...text].length));
  const out: string[] = [];
  for (let at = 0; rows.length > 0 && at < list.length; at += aBlock) {
    const block = list.slice(at, at + aBlock);
    const line = (head: string, cells: readonly { text: string; code?: number }[]): string =>
      [
        head.padEnd(first),
        ...cells.map(({ text, code }) => {
          const cell = pad(clipMiddle(safeName(text), columnWidth));
          return code === undefined ? cell : paint(code, cell);
        }),
      ]
        .join(" ".repeat(gap))
        .trimEnd();
    out.push(
      line(
        "",
        block.map(({ guest }, i) => ({ text: `${label(at + i)} ${guest.name}` })),
      ),
      line(
        "operation",
        block.map(({ guest }) => ({ text: backendNames[guest.backend] })),
      ),
    );
    for (const row of rows)
      out.push(
        line(
          row.operation,
          block.map(({ cellOf }) => {
            const state = cellOf(row)?.state ?? "absent";
            return { text: stateText(state), code: colors[state] };
          }),
        ),
      );
    out.push(...figureLines(block, columnWidth).map(([head, cells]) => line(head, cells)), "");
  }
  if (idle.length > 0)
    out.push(...fold(`${stateGlyphs.absent} absent everywhere: ${idle.join(", ")}`, width, 0), "");
  return out;
}

/** The figures in one line, or where they do not fit side by side, what is unknown in a line of its own. */
function figureLines(
  block: readonly CoverageColumn[],
  width: number,
): readonly (readonly [string, readonly { text: string }[]])[] {
  const whole = block.map(({ figure }) => ({ text: figure === null ? "–" : shortFigure(figure) }));
  if (whole.every(({ text }) => text.length <= width)) return [["coverage", whole]];
  const [counts, unknown] = [
    whole.map(({ text }) => ({ text: text.split(", ")[0]! })),
    whole.map(({ text }) => ({ text: text.split(", ")[1] ?? "" })),
  ];
  return [
    ["coverage", counts],
    ["", unknown],
  ];
}

/** Equal names of guests are told apart by their number. */
function label(index: number): string {
  return `#${index + 1}`;
}
