import { safeName } from "../core/profile/names";

const special = /[\\`*_{}[\]()#+\-.!|<>~$@:&"'/=^]/g;

/** Text that stands as it is in Markdown, in a table cell too: no markup, no link, no HTML, no line break. */
export function plain(text: string, most = 200): string {
  const safe = safeName(text).replace(/\s+/g, " ");
  const cut = safe.length > most ? `${safe.slice(0, most - 1)}…` : safe;
  return cut.replace(special, (c) => `&#${c.charCodeAt(0)};`);
}

/** A table; the first column to the left, the others to the right. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? ":--" : "--:"))), ...rows.map(line)].join("\n");
}
