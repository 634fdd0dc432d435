import type { Disposable } from "vscode";
import {
  EventEmitter,
  l10n,
  languages,
  Uri,
  ViewColumn,
  window,
  workspace,
  type DocumentLink,
  type TextDocument,
  type TextDocumentContentProvider,
} from "vscode";
import { CycleLensError } from "../core/errors";
import { shortName } from "../core/profile/names";
import {
  disassembly,
  hotFunctions,
  lineCosts,
  type DisassemblyParams,
  type DisassemblyText,
} from "../protocol/requests";
import type { Services } from "./services";

const disassemblyScheme = "cyclelens-disassembly";

/** Annotated disassembly of a function in a read-only editor tab; its source lines open with a click. */
export class DisassemblyView implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  /** By the query of the document's URI: a plain number, which survives the encoding of command links. */
  private readonly texts = new Map<string, DisassemblyText>();
  private readonly numbers = new Map<string, number>();
  private readonly subscriptions: Disposable[];

  constructor(private readonly services: Services) {
    const selector = { scheme: disassemblyScheme };
    this.subscriptions = [
      workspace.registerTextDocumentContentProvider(disassemblyScheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === disassemblyScheme) this.texts.delete(uri.query);
      }),
      languages.registerDocumentLinkProvider(selector, {
        provideDocumentLinks: (document) => this.links(document),
      }),
    ];
  }

  dispose(): void {
    for (const disposable of [...this.subscriptions, this.changed]) disposable.dispose();
  }

  /** `cyclelens.showDisassembly`: of a function of the active profile, by row; without one it asks. */
  async show(target: unknown): Promise<void> {
    const { profiles } = this.services;
    const { active } = profiles;
    if (!active)
      throw new CycleLensError(
        "not-found",
        l10n.t("no profile is open"),
        l10n.t("profile a guest, or open a profile"),
      );
    const params = await this.paramsOf(target);
    if (!params) return;
    const text = await profiles.request(disassembly, params);
    const uri = Uri.from({
      scheme: disassemblyScheme,
      path: `/${shortName(text.title).replace(/[\\/]+/g, "-")}.s`,
      query: this.numberOf(`${active.id} ${params.func} ${text.title}`),
    });
    this.texts.set(uri.query, text);
    this.changed.fire(uri);
    await window.showTextDocument(uri, { preview: true, viewColumn: ViewColumn.Active });
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.query)?.text ?? l10n.t("The profile of this disassembly is no longer open.");
  }

  /** `cyclelens.revealDisassemblySource`: the source of a line of the disassembly; by index, never by path. */
  async revealSource(target: unknown): Promise<void> {
    const { view, line } = (typeof target === "object" && target !== null ? target : {}) as {
      view?: unknown;
      line?: unknown;
    };
    const text = this.texts.get(String(view));
    if (!text || typeof line !== "number") return;
    const file = text.files[text.file[line] ?? -1];
    if (file !== undefined) await this.services.reveal(file, text.line[line] ?? 0, { beside: true });
  }

  /** The same code in the same tab, another one in another. */
  private numberOf(key: string): string {
    const number = this.numbers.get(key) ?? this.numbers.size + 1;
    this.numbers.set(key, number);
    return String(number);
  }

  /** The function that is meant, else what stands at the cursor of a source with figures, else the user's pick. */
  private async paramsOf(target: unknown): Promise<DisassemblyParams | null> {
    if (isTarget(target)) return { func: target.func };
    const editor = window.activeTextEditor;
    if (editor?.document.uri.scheme === "file") {
      const at = { uri: editor.document.uri.toString(), line: editor.selection.active.line };
      const costs = await this.services.profiles.request(lineCosts, { uri: at.uri });
      if (costs.level === "lines" && costs.rows.some(({ line }) => line === at.line)) return { func: -1, at };
    }
    const func = await this.ask();
    return func === undefined ? null : { func };
  }

  private async ask(): Promise<number | undefined> {
    const { rows } = await this.services.profiles.request(hotFunctions, {
      filter: "",
      groupByCrate: false,
      limit: 1000,
    });
    const items = rows.map(({ func, shortName: label, name }) => ({ label, detail: name, func }));
    const title = l10n.t("Disassembly of which function?");
    return (await window.showQuickPick(items, { title, matchOnDetail: true }))?.func;
  }

  /** One link for each line that names another source line than the one above it. */
  private links(document: TextDocument): DocumentLink[] {
    const view = Number(document.uri.query);
    const text = this.texts.get(document.uri.query);
    if (!text) return [];
    const links: DocumentLink[] = [];
    for (let line = 0; line < Math.min(document.lineCount, text.file.length); line++) {
      if ((text.file[line] ?? -1) < 0) continue;
      if (text.file[line] === text.file[line - 1] && text.line[line] === text.line[line - 1]) continue;
      const args = encodeURIComponent(JSON.stringify([{ view, line }]));
      const target = Uri.parse(`command:cyclelens.revealDisassemblySource?${args}`);
      const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(line);
      if (range.isEmpty) continue;
      links.push({
        range: range.with({ start: range.start.translate(0, firstNonWhitespaceCharacterIndex) }),
        target,
        tooltip: l10n.t("Open source"),
      });
    }
    return links;
  }
}

function isTarget(target: unknown): target is { readonly func: number } {
  return (
    typeof target === "object" && target !== null && typeof (target as { func?: unknown }).func === "number"
  );
}
