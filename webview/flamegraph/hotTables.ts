import { shortName } from "../../src/core/profile/names";
import { exactCount, formatPercent, shareOf } from "../../src/core/report/figures";
import { formatAmount, metricWord } from "../../src/core/report/metricFigures";
import type { FlamePageData } from "../../src/core/report/flamePageData";
import { fill, type FlameWords } from "../../src/protocol/flameWords";
import { el, listen } from "./dom";

const shownRows = 100;
const longName = 60;

/** Hot functions and hot lines under the graph of the self-contained page. */
export function hotTables(data: FlamePageData, words: FlameWords): HTMLElement {
  const metric =
    data.metrics.find(({ id }) => data.functions.self[id] ?? data.functions.total[id]) ?? data.metrics[0];
  const section = el("section", { class: "hot-tables", "aria-label": words.hotFunctions });
  if (!metric) return section;
  const { functions } = data;
  const self = functions.self[metric.id];
  const total = functions.total[metric.id];
  const sum = (column: readonly (number | null)[] | undefined): number =>
    (column ?? []).reduce<number>((all, value) => all + (value ?? 0), 0);
  const known =
    metric.id === "cost" ? (data.totals["variable"] ?? data.totals["total"]) : data.totals[metric.id];
  const whole =
    known ?? (self ? sum(self) : Math.max(0, ...(total ?? []).slice(0, 1000).map((value) => value ?? 0)));
  const weight = (row: number): number => total?.[row] ?? self?.[row] ?? 0;
  const rows = functions.name.map((_, row) => row).filter((row) => weight(row) > 0);
  rows.sort((a, b) => weight(b) - weight(a) || a - b);
  const place = (file: string | null, line: number): string =>
    file === null ? "" : `${file.split(/[/\\]/).slice(-3).join("/")}${line > 0 ? `:${line}` : ""}`;
  if (rows.length > 0)
    section.append(
      table(
        words.hotFunctions,
        words,
        [
          words.name,
          words.share,
          `${words.total} (${metricWord(metric)})`,
          `${words.self} (${metricWord(metric)})`,
          words.calls,
          words.place,
        ],
        rows.map((row) => [
          cell(shownName(functions.name[row]!), functions.name[row]!, functions.name[row]!),
          cell(formatPercent(shareOf(weight(row), whole)), weight(row)),
          cell(formatAmount(total?.[row] ?? null, metric), total?.[row] ?? null),
          cell(formatAmount(self?.[row] ?? null, metric), self?.[row] ?? null),
          cell(exactCount(functions.calls[row] ?? null), functions.calls[row] ?? null),
          cell(place(functions.file[row]!, functions.line[row]!), functions.file[row] ?? null),
        ]),
      ),
    );
  const lineMetric = data.metrics.find(({ id }) => data.lines[0]?.self[id] !== undefined);
  if (!lineMetric) return section;
  const totalOf = data.totals[lineMetric.id === "cost" ? "variable" : lineMetric.id];
  section.append(
    table(
      words.hotLines,
      words,
      [words.place, words.share, `${words.self} (${metricWord(lineMetric)})`],
      data.lines.map((line) => {
        const value = line.self[lineMetric.id] ?? null;
        const at = place(line.file, line.line);
        return [
          cell(at, `${at.replace(/:\d+$/, "")}:${String(line.line).padStart(9, "0")}`),
          cell(formatPercent(shareOf(value, totalOf)), value),
          cell(formatAmount(value, lineMetric), value),
        ];
      }),
    ),
  );
  return section;
}

/** Of a long name with generics what is not them: cut off at its end it would not say which method it is. */
function shownName(name: string): string {
  return name.length > longName && name.includes("<") ? shortName(name) : name;
}

interface Cell {
  readonly text: string;
  /** The whole of a text that may be cut off. */
  readonly title: string;
  /** What the column is sorted by; null is unknown and stands last. */
  readonly key: string | number | null;
}

function cell(text: string, key: Cell["key"], title = text): Cell {
  return { text, key, title };
}

/** The rows in their own order until a heading is pressed: figures from the largest, texts from A, pressed again the reverse. */
function table(
  title: string,
  words: FlameWords,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): HTMLElement {
  const body = el("tbody");
  const show = (sorted: readonly (readonly Cell[])[]): void =>
    body.replaceChildren(
      ...sorted
        .slice(0, shownRows)
        .map((row) =>
          el(
            "tr",
            {},
            ...row.map(({ text, title }, at) =>
              el("td", isFigure(at) ? { class: "figure" } : { title: title === "" ? null : title }, text),
            ),
          ),
        ),
    );
  const heads = columns.map((column, at) => {
    const button = el("button", { type: "button" }, column);
    const head = el("th", { scope: "col", class: isFigure(at) ? "figure" : null }, button);
    listen(button, "click", () => {
      const last = head.getAttribute("aria-sort");
      const descending = last === null ? isFigure(at) : last === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      show([...rows].sort((a, b) => compare(a[at]!.key, b[at]!.key, descending)));
    });
    return head;
  });
  show(rows);
  return el(
    "div",
    { class: "hot-table" },
    el("h2", {}, title),
    el("table", {}, el("thead", {}, el("tr", {}, ...heads)), body),
    ...(rows.length > shownRows ? [el("p", {}, fill(words.more, exactCount(rows.length - shownRows)))] : []),
  );
}

function compare(a: Cell["key"], b: Cell["key"], descending: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return descending ? -order : order;
}

function isFigure(column: number): boolean {
  return column > 0 && column < 5;
}
