import type { Hover, HoverParams } from "vscode-languageserver/node";
import { comparedCosts } from "./compare/comparedCosts";
import { deltaOfFn } from "./compare/deltaOfFn";
import { documentLineCosts, figuresOf } from "./documentCosts";
import { lineDetail } from "./lineDetail";
import { functionHover, lineHover, type HoverStyle } from "./hovers";
import type { Session } from "./session";

/** Over the name of a `fn`: its cost. Past the end of a line with a figure: the line's. Null elsewhere. */
export async function hoverAt(
  session: Session,
  { textDocument: { uri }, position }: HoverParams,
): Promise<Hover | null> {
  const { active } = session.store;
  const view = active && (await session.view(uri));
  if (!active || !view) return null;
  const text = view.lines[position.line] ?? "";
  const style: HoverStyle = { links: session.abilities.commands, now: Date.now() };
  const word = wordAt(text, position.character);
  if (word) {
    const fn = view.functions.findIndex((f) => f.line === position.line && f.name === word.text);
    if (fn < 0) return null;
    const figures = figuresOf(active, view, fn);
    if (!figures) return null;
    const name = figures.rows.length > 0 ? active.profile.functions.name[figures.rows[0]!]! : word.text;
    const start = { line: position.line, character: word.start };
    const end = { line: position.line, character: word.start + word.text.length };
    const delta = await deltaOfFn(session, uri, figures);
    return { contents: functionHover(active, figures, name, style, delta), range: { start, end } };
  }
  if (position.character < text.trimEnd().length) return null;
  const costs = await comparedCosts(session, uri, documentLineCosts(active, view));
  const row = costs.rows.find((r) => r.line === position.line);
  if (!row) return null;
  const detail = costs.level === "lines" ? lineDetail(active.profile, view, row.line) : null;
  return { contents: lineHover(active, costs.metric, row, costs.whole, style, detail) };
}

function wordAt(text: string, character: number): { readonly text: string; readonly start: number } | null {
  if (character >= text.length) return null;
  let start = character;
  while (start > 0 && /[A-Za-z0-9_]/.test(text.charAt(start - 1))) start--;
  let end = character;
  while (end < text.length && /[A-Za-z0-9_]/.test(text.charAt(end))) end++;
  return end > start ? { text: text.slice(start, end), start } : null;
}
