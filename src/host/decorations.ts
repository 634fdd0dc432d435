import type { Disposable } from "vscode";
import {
  l10n,
  OverviewRulerLane,
  ThemeColor,
  window,
  workspace,
  type DecorationOptions,
  type TextDocument,
  type TextDocumentChangeEvent,
  type TextEditor,
  type TextEditorDecorationType,
} from "vscode";
import { countLineBreaks } from "../core/analysis/lineShift";
import { LineTracker } from "../core/analysis/lineTracker";
import type { Metric } from "../core/profile/model";
import { isShownDelta, lineDelta } from "../core/report/lineDelta";
import { lineFigure, pickFigures, shownValue } from "../core/report/lineFigure";
import { lineCosts, type LineCost, type LineCosts } from "../protocol/requests";
import { changeColors, heatColors } from "./contributions";
import { isCancelled } from "./failure";
import { metricIn } from "./metricIn";
import type { Services } from "./services";
import { setting } from "./settings";

const mostInEditor = 500;
const retryMs = 300;

/** The figures of one open document. */
interface Painted {
  readonly costs: LineCosts;
  readonly tracker: LineTracker<LineCost>;
}

/** End-of-line figures and heat in source editors. Nothing is done while no profile is open. */
export class CostDecorations implements Disposable {
  /** Index 0: below the first colour; after the heats what became worse, and better. */
  private readonly types: readonly TextEditorDecorationType[];
  private readonly painted = new Map<string, Painted>();
  /** Editors that show figures now: the others need no clearing. */
  private readonly shown = new WeakSet<TextEditor>();
  private readonly subscriptions: Disposable[];
  private readonly retries = new Map<string, NodeJS.Timeout>();
  /** The newest question for each document: an older answer that comes late is dropped. */
  private readonly asked = new Map<string, number>();
  private questions = 0;
  private scrolled: NodeJS.Timeout | undefined;

  constructor(private readonly services: Services) {
    this.types = [undefined, ...heatColors, changeColors.worse, changeColors.better].map(decorationType);
    this.subscriptions = [
      services.profiles.onDidChangeActive((active) => (active ? this.refreshAll() : this.clearAll())),
      services.comparison.onDidChange(() => this.refreshAll()),
      window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.appear(editor))),
      window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.scroll(textEditor)),
      workspace.onDidChangeTextDocument((event) => this.edit(event)),
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.painted.delete(uri.toString());
        this.asked.delete(uri.toString());
      }),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("cyclelens.sourceMap")) this.refreshAll();
        else if (event.affectsConfiguration("cyclelens.decorations")) this.repaintAll();
      }),
    ];
    this.refreshAll();
  }

  dispose(): void {
    clearTimeout(this.scrolled);
    for (const timer of this.retries.values()) clearTimeout(timer);
    for (const disposable of [...this.subscriptions, ...this.types]) disposable.dispose();
  }

  /** Asks anew for every editor in sight; what is painted stays until the answer is there. */
  private refreshAll(): void {
    if (!this.services.profiles.active) return;
    const uris = new Set(window.visibleTextEditors.map(({ document }) => document.uri.toString()));
    for (const uri of this.painted.keys()) if (!uris.has(uri)) this.painted.delete(uri);
    for (const document of new Set(window.visibleTextEditors.map((e) => e.document)))
      void this.refresh(document);
  }

  private clearAll(): void {
    this.painted.clear();
    this.asked.clear();
    for (const editor of window.visibleTextEditors) this.paint(editor);
  }

  private repaintAll(): void {
    for (const editor of window.visibleTextEditors) this.paint(editor);
  }

  private appear(editor: TextEditor): void {
    if (!this.services.profiles.active) return;
    if (this.painted.has(editor.document.uri.toString())) this.paint(editor);
    else void this.refresh(editor.document);
  }

  private async refresh(document: TextDocument): Promise<void> {
    const { profiles, log } = this.services;
    const uri = document.uri.toString();
    const { active } = profiles;
    if (!active || document.uri.scheme !== "file") return;
    const { version } = document;
    const question = ++this.questions;
    this.asked.set(uri, question);
    try {
      const costs = await profiles.request(lineCosts, { uri });
      if (this.asked.get(uri) !== question || !profiles.active || document.isClosed) return;
      // The answer is for a text that is no more: ask again once the typing pauses.
      if (document.version !== version) return this.retry(document);
      this.painted.set(uri, {
        costs,
        tracker: new LineTracker(inDocument(costs, document), lineTextOf(document)),
      });
      for (const editor of window.visibleTextEditors) if (editor.document === document) this.paint(editor);
    } catch (error) {
      if (!isCancelled(error)) log.error(`line costs of ${uri}: ${String(error)}`);
    }
  }

  private retry(document: TextDocument): void {
    const uri = document.uri.toString();
    clearTimeout(this.retries.get(uri));
    const timer = setTimeout(() => {
      this.retries.delete(uri);
      void this.refresh(document);
    }, retryMs);
    this.retries.set(uri, timer);
  }

  /** On the path of every keystroke: a pass over this document's figures, and paint only where one was hit. */
  private edit({ document, contentChanges }: TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || this.painted.size === 0) return;
    const painted = this.painted.get(document.uri.toString());
    if (!painted) return;
    const edits = contentChanges.map(({ range, text }) => ({
      startLine: range.start.line,
      endLine: range.end.line,
      newLines: countLineBreaks(text),
    }));
    if (!painted.tracker.edit(edits, lineTextOf(document))) return;
    for (const editor of window.visibleTextEditors) if (editor.document === document) this.paint(editor);
  }

  /** With more figures than are painted at once, those in sight change with scrolling. */
  private scroll(editor: TextEditor): void {
    const painted = this.painted.get(editor.document.uri.toString());
    if (!painted || painted.costs.rows.length <= mostInEditor) return;
    clearTimeout(this.scrolled);
    this.scrolled = setTimeout(() => this.paint(editor), 50);
  }

  private paint(editor: TextEditor): void {
    const painted = this.painted.get(editor.document.uri.toString());
    const decorations =
      painted && setting("decorations.enabled", editor.document)
        ? decorationsOf(painted, editor, metricIn(this.services.profiles.active, painted.costs.metric))
        : [];
    if (decorations.every((list) => list.length === 0) && !this.shown.has(editor)) return;
    this.types.forEach((type, heat) => editor.setDecorations(type, decorations[heat] ?? []));
    this.shown.add(editor);
  }
}

function decorationType(color: string | undefined): TextEditorDecorationType {
  if (color === undefined) return window.createTextEditorDecorationType({});
  return window.createTextEditorDecorationType({
    overviewRulerColor: new ThemeColor(color),
    overviewRulerLane: OverviewRulerLane.Right,
  });
}

/** By heat; each figure stands after its line. */
function decorationsOf(
  { costs, tracker }: Painted,
  editor: TextEditor,
  metric: Metric,
): readonly DecorationOptions[][] {
  const { document } = editor;
  const threshold = setting("decorations.threshold", document) / 100;
  const format = setting("decorations.format", document);
  const rows = tracker.shown();
  const most = Math.max(0, ...rows.map(({ item }) => shownValue(item).value));
  const deltas = rows.map(({ item }) => lineDelta(item.delta, format, metric));
  const mostChanged = Math.max(0, ...deltas.map(({ effect }) => effect));
  const shown = { whole: costs.whole, threshold, most: mostChanged };
  const figures = rows
    .map(({ line, item }, at) => ({
      line,
      ...lineFigure(item, { metric, format, whole: costs.whole, most }),
      delta: deltas[at]!,
    }))
    .filter(({ share, delta }) => share === null || share >= threshold || isShownDelta(delta.effect, shown));
  const visible = editor.visibleRanges.map(({ start, end }) => ({ start: start.line, end: end.line }));
  const hottest = figures.reduce((line, f) => (f.value === most ? f.line : line), -1);
  const lists: DecorationOptions[][] = [[], [], [], [], [], [], [], []];
  for (const { line, text: figure, heat, value, delta } of pickFigures(figures, visible, mostInEditor)) {
    if (line >= document.lineCount) continue;
    const changed = isShownDelta(delta.effect, shown) ? delta : null;
    // The change first: a long line may push the end out of sight. A line that costs nothing any more has no figure.
    const text = [...(changed ? [changed.text] : []), ...(value > 0 ? [figure] : [])].join("  ");
    const side = changed?.side ?? null;
    const type = side === null ? heat : side === "worse" ? 6 : 7;
    const note = costs.stale && line === hottest ? ` · ${l10n.t("from an older build")}` : "";
    const color = new ThemeColor(
      side === null ? (heatColors[heat - 1] ?? "editorCodeLens.foreground") : changeColors[side],
    );
    lists[type]!.push({
      range: document.lineAt(line).range,
      renderOptions: {
        after: { contentText: `\u00a0\u00a0${text.replaceAll(" ", "\u00a0")}${note}`, color },
      },
    });
  }
  return lists;
}

function inDocument({ rows }: LineCosts, document: TextDocument): { line: number; item: LineCost }[] {
  return rows.filter(({ line }) => line < document.lineCount).map((row) => ({ line: row.line, item: row }));
}

function lineTextOf(document: TextDocument): (line: number) => string {
  return (line) => (line >= 0 && line < document.lineCount ? document.lineAt(line).text : "");
}
