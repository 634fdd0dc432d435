import type { CheckResult } from "../compare/check";
import type { Comparison } from "../compare/types";
import { checkLines, checkVerdict, compareTables } from "./compareAnswer";
import { changeWord, explainedText, sideText, signedCount, signedPercent, wholeOf } from "./compareWords";
import { exactCount } from "./figures";
import { codeCell, plainText } from "./markdown";

export interface CompareMarkdownOptions {
  /** Rows a table; 10 where it is left out. */
  readonly rows?: number;
  /** Told apart from other comments by it, so that the one of this guest is found again and updated. */
  readonly guest: string;
}

/** GitHub refuses a comment above 65,536 signs and a summary above 1 MiB. */
const maxLength = 60_000;
/** What the gate says, before the tables: nobody reads hundreds, and the tables have to fit too. */
const mostLines = 25;

/** The first line of every comment on one guest, in every run: `<!-- cyclelens:compare:evm -->`. */
export function commentMarker(guest: string): string {
  // A comment ends at -->, and two runs must agree to the letter.
  const plain = guest.replace(/[^A-Za-z0-9_.]+/g, "-").slice(0, 80);
  return `<!-- cyclelens:compare:${plain.replace(/^-+|-+$/g, "") || "guest"} -->`;
}

/** For a pull request's comment and a job's summary: GitHub-flavoured Markdown behind a stable marker. */
export function compareMarkdown(
  comparison: Comparison,
  check: CheckResult | null,
  options: CompareMarkdownOptions,
): string {
  for (let rows = options.rows ?? 10; ; rows = Math.floor(rows / 2)) {
    const text = markdown(comparison, check, options.guest, rows);
    if (text.length <= maxLength || rows === 0) return cut(text);
  }
}

function markdown(comparison: Comparison, check: CheckResult | null, guest: string, rows: number): string {
  const whole = wholeOf(comparison);
  const { metric } = comparison;
  const word = changeWord("changed", whole.delta);
  const out = [
    commentMarker(guest),
    `## ${sign(word)} ${plainText(guest)}: ${plainText(metric)} ${[signedCount(whole.delta), signedPercent(whole.percent), word].filter((text) => text !== "").join(" ")}`,
    "",
    `${exactCount(whole.base)} → ${exactCount(whole.next)} ${plainText(metric)}`,
    "",
  ];
  if (check !== null) {
    out.push(`**${plainText(checkVerdict(check, comparison))}**`, "");
    const lines = checkLines(check);
    out.push(
      ...lines
        .slice(0, mostLines)
        .map(({ before, name, text }) =>
          [
            "-",
            before === "" ? "" : `${plainText(before)}:`,
            name === null ? "" : codeCell(name),
            plainText(text),
          ]
            .filter((part) => part !== "")
            .join(" "),
        ),
      ...(lines.length > mostLines ? [`- … ${exactCount(lines.length - mostLines)} more`] : []),
      "",
    );
  }
  for (const { text } of comparison.marks) out.push(`> **Note:** ${plainText(text)}`, "");
  for (const table of compareTables(comparison, rows)) {
    const head = table.columns.map(({ title }) => plainText(title));
    const rule = table.columns.map(({ right }) => (right === true ? "---:" : "---"));
    const body = table.rows.map((row) => [
      ...row.cells.map(plainText),
      codeCell(row.name) + (row.note === "" ? "" : ` ${codeCell(row.note)}`),
    ]);
    const lines = [head, rule, ...body].map((cells) => `| ${cells.join(" | ")} |`);
    const more = table.more > 0 ? ["", `… ${exactCount(table.more)} more`] : [];
    out.push(...folded(table.title, [...lines, ...more]));
  }
  const explained = explainedText(comparison);
  out.push(
    [
      `base: ${plainText(sideText(comparison.base))}`,
      `new: ${plainText(sideText(comparison.next))}`,
      explained,
    ]
      .filter((text) => text !== "")
      .join(" · "),
  );
  return `${out.join("\n").trimEnd()}\n`;
}

/** Totals and functions are open; the rest is behind a click. */
function folded(title: string, lines: readonly string[]): string[] {
  if (title === "Totals" || title.startsWith("Functions"))
    return [`### ${plainText(title)}`, "", ...lines, ""];
  return ["<details>", `<summary>${plainText(title)}</summary>`, "", ...lines, "", "</details>", ""];
}

function sign(word: string): string {
  return word === "worse" ? "🔴" : word === "better" ? "🟢" : "⚪";
}

function cut(text: string): string {
  if (text.length <= maxLength) return text;
  const at = text.lastIndexOf("\n", maxLength);
  return `${text.slice(0, Math.max(0, at))}\n\n… cut\n`;
}
