import { exactCount, formatCount, formatPercent, shareOf } from "../../src/core/report/figures";
import type { FlamePageData } from "../../src/core/report/flamePageData";
import type { FlameWords } from "../../src/protocol/flameWords";
import { el } from "./dom";

const shownRows = 100;

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
        [
          words.name,
          words.share,
          `${words.total} (${metric.unit})`,
          `${words.self} (${metric.unit})`,
          words.calls,
          words.place,
        ],
        rows
          .slice(0, shownRows)
          .map((row) => [
            functions.name[row]!,
            formatPercent(shareOf(weight(row), whole)),
            formatCount(total?.[row] ?? null),
            formatCount(self?.[row] ?? null),
            exactCount(functions.calls[row] ?? null),
            place(functions.file[row]!, functions.line[row]!),
          ]),
      ),
    );
  const lineMetric = data.metrics.find(({ id }) => data.lines[0]?.self[id] !== undefined);
  if (!lineMetric) return section;
  const totalOf = data.totals[lineMetric.id === "cost" ? "variable" : lineMetric.id];
  section.append(
    table(
      words.hotLines,
      [words.place, words.share, `${words.self} (${lineMetric.unit})`],
      data.lines.slice(0, shownRows).map((line) => {
        const value = line.self[lineMetric.id] ?? null;
        return [place(line.file, line.line), formatPercent(shareOf(value, totalOf)), formatCount(value)];
      }),
    ),
  );
  return section;
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const head = el(
    "tr",
    {},
    ...columns.map((column, at) => el("th", { scope: "col", class: isFigure(at) ? "figure" : null }, column)),
  );
  const body = rows.map((row) =>
    el("tr", {}, ...row.map((text, at) => el("td", { class: isFigure(at) ? "figure" : null }, text))),
  );
  return el(
    "div",
    { class: "hot-table" },
    el("h2", {}, title),
    el("table", {}, el("thead", {}, head), el("tbody", {}, ...body)),
  );
}

function isFigure(column: number): boolean {
  return column > 0 && column < 5;
}
