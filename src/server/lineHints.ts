import { DiagnosticSeverity, type Diagnostic } from "vscode-languageserver/node";
import { lineNotes } from "../core/analysis/lineNotes";
import { wholeRun } from "../core/analysis/metrics";
import { narrowLines } from "../core/analysis/narrowAccesses";
import { exactCount, formatPercent, shareOf } from "../core/report/figures";
import type { DocumentView } from "./documentView";
import { isRust } from "./documentView";
import type { OpenedProfile } from "./profileStore";
import type { Session } from "./session";

/** Below this share of the run a hint is not worth its dots. */
const leastShare = 0.001;
const mostHints = 100;
/** While the user types the old hints move with the text; new ones follow after a pause. */
const pauseMs = 300;

/** Hints at the lines of open Rust documents whose memory accesses are narrow or unaligned, with what they cost. */
export function registerLineHints(session: Session): { dispose(): void } {
  const { connection, documents } = session;
  const shown = new Set<string>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const send = async (uri: string): Promise<void> => {
    const open = documents.get(uri);
    if (!open || !isRust(uri)) return;
    const { active } = session.store;
    const view = await session.view(uri);
    // Another text or profile came meanwhile: its own turn follows.
    if (documents.get(uri) !== open || session.store.active !== active) return;
    const diagnostics = active && view && session.settings.hints ? lineHints(active, view) : [];
    if (diagnostics.length === 0 && !shown.delete(uri)) return;
    if (diagnostics.length > 0) shown.add(uri);
    await connection.sendDiagnostics({ uri, version: open.version, diagnostics });
  };
  const later = (uri: string, afterMs: number): void => {
    clearTimeout(waiting.get(uri));
    waiting.set(
      uri,
      setTimeout(() => {
        waiting.delete(uri);
        send(uri).catch((error: unknown) => connection.console.error(String(error)));
      }, afterMs),
    );
  };
  session.onChanged.push(() => {
    for (const uri of documents.keys()) later(uri, 0);
  });
  documents.onDidOpen(({ document }) => later(document.uri, 0));
  documents.onDidChangeContent(({ document }) => later(document.uri, pauseMs));
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(waiting.get(uri));
    waiting.delete(uri);
    if (shown.delete(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  return {
    dispose() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}

/** The hints of one document, dearest first. */
function lineHints({ profile }: OpenedProfile, view: DocumentView): Diagnostic[] {
  const whole = wholeRun(profile, "cost");
  if (whole === null || profile.lines === null) return [];
  const { extras } = profile.lines;
  return narrowLines(profile, view.lineFiles, (line) => view.lineMap.exact(line), whole * leastShare)
    .slice(0, mostHints)
    .map(({ line, rows, excess }) => {
      const text = view.lines[line] ?? "";
      const start = text.length - text.trimStart().length;
      const saving = `narrow or unaligned memory accesses cost ${exactCount(excess)} more than aligned ones of 8 bytes`;
      const others = lineNotes({ extras }, rows).filter(
        (note) => !note.startsWith("narrow") && !note.startsWith("frequent"),
      );
      return {
        range: { start: { line, character: start }, end: { line, character: text.trimEnd().length } },
        severity: DiagnosticSeverity.Hint,
        source: "CycleLens",
        code: "narrow-access",
        message: [`${saving} (${formatPercent(shareOf(excess, whole))} of the run)`, ...others].join("\n"),
      };
    });
}
