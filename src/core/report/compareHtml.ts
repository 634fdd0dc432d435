import type { CheckResult } from "../compare/check";
import type { Comparison } from "../compare/types";
import { safeName } from "../profile/names";
import {
  checkLines,
  checkLineText,
  checkVerdict,
  compareTables,
  type CheckLine,
  type CompareTable,
} from "./compareAnswer";
import { changeWord, explainedText, sideText, signedCount, signedPercent, wholeOf } from "./compareWords";
import { exactCount } from "./figures";
import { clipMiddle } from "./table";

/** Nothing is loaded and nothing runs: the page is text and one style, named by its digest. */
export interface CompareHtmlOptions {
  readonly title: string;
  /** Rows a table; 200 where it is left out. */
  readonly rows?: number;
  /** SHA-256 of a text as base64, for the policy of the page. */
  readonly digest: (text: string) => string;
}

const maxName = 400;

const style = `:root{color-scheme:light dark;--page:light-dark(#fff,#1f1f1f)}
body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem;overflow-wrap:anywhere;background:var(--page);color:light-dark(#1f1f1f,#e4e4e4)}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.15rem .6rem;text-align:left;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent);vertical-align:top;white-space:nowrap}
th.n,td.n{text-align:right}
:is(th,td):first-child{padding-left:0;white-space:normal;min-width:min(16rem,45vw);max-width:min(40rem,45vw)}
tbody th{font-family:ui-monospace,monospace;font-size:.9em;font-weight:400}
small{opacity:.8}
.worse{color:light-dark(#b3261e,#ff8a80)}.better{color:light-dark(#1b6e2c,#7ddb8f)}
.note{border-left:3px solid #c58a00;padding-left:.7rem}
.check{white-space:pre-wrap;font-family:ui-monospace,monospace}
@media(max-width:700px){:is(th,td):first-child{position:sticky;left:0;background:var(--page)}}
@media print{body{margin:0;max-width:none;font-size:10px}.scroll{overflow:visible}tr{break-inside:avoid}h2{break-after:avoid}}`;

/** The comparison as one page without a script, readable offline in any browser. */
export function compareHtml(
  comparison: Comparison,
  check: CheckResult | null,
  options: CompareHtmlOptions,
): string {
  const whole = wholeOf(comparison);
  const word = changeWord("changed", whole.delta);
  const change = [signedCount(whole.delta), signedPercent(whole.percent), word]
    .filter((text) => text !== "")
    .join(" ");
  const policy = `default-src 'none'; style-src 'sha256-${options.digest(style)}'; base-uri 'none'; form-action 'none'`;
  const out = [
    `<!doctype html>`,
    `<html lang="en">`,
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width">`,
    `<title>${html(options.title)}: ${html(comparison.metric)} ${html(change)} · CycleLens</title>`,
    `<style>${style}</style>`,
    `<main>`,
    `<h1>${html(options.title)}: ${html(comparison.metric)} <span class="${word === "worse" || word === "better" ? word : ""}">${html(change)}</span></h1>`,
    `<p>${html(exactCount(whole.base))} → ${html(exactCount(whole.next))} ${html(comparison.metric)}<br>`,
    `<small>base: ${html(sideText(comparison.base))}<br>new: ${html(sideText(comparison.next))}<br>${html(explainedText(comparison))}</small></p>`,
    ...comparison.marks.map(({ text }) => `<p class="note">${html(text)}</p>`),
  ];
  if (check !== null)
    out.push(
      `<p class="check ${check.passed ? "better" : "worse"}">${[checkVerdict(check, comparison), ...checkLines(check).map(shortLine)].map(html).join("\n")}</p>`,
    );
  for (const table of compareTables(comparison, options.rows ?? 200)) out.push(...tableOf(table));
  out.push(`</main>`);
  return `${out.join("\n")}\n`;
}

/** The name first: it stays where a narrow view is scrolled to the figures. */
function tableOf({ title, columns, rows, more }: CompareTable): string[] {
  const figures = columns.slice(0, -1);
  const side = (right: boolean | undefined): string => (right === true ? ' class="n"' : "");
  const head = [...columns.slice(-1), ...figures];
  const headOf = ({ title: text, right }: CompareTable["columns"][number]): string =>
    text === "" ? "<td></td>" : `<th${side(right)} scope="col">${html(text)}</th>`;
  return [
    `<h2>${html(title)}</h2>`,
    `<div class="scroll" tabindex="0" role="region" aria-label="${html(title)}"><table><thead><tr>${head.map(headOf).join("")}</tr></thead><tbody>`,
    ...rows.map(
      (row) =>
        `<tr class="${row.side ?? ""}"><th scope="row"${clip(row.name) === row.name ? "" : ` title="${html(row.name)}"`}>${html(clip(row.name))}${row.note === "" ? "" : ` <small>${html(row.note)}</small>`}</th>${row.cells.map((cell, i) => `<td${side(figures[i]?.right)}>${html(cell)}</td>`).join("")}</tr>`,
    ),
    `</tbody></table></div>`,
    ...(more > 0 ? [`<p>… ${html(exactCount(more))} more</p>`] : []),
  ];
}

function shortLine(line: CheckLine): string {
  return checkLineText({ ...line, name: line.name === null ? null : clip(line.name) });
}

/** The name of an instance of much may be pages long. */
function clip(name: string): string {
  return clipMiddle(name, maxName);
}

function html(text: string): string {
  return safeName(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;");
}
