import type {
  Disposable} from "vscode";
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
import { disassembly, hotFunctions, type DisassemblyText } from "../protocol/requests";
import type { Services } from "./services";

export const disassemblyScheme = "cyclelens-disassembly";

/** Annotated disassembly of a function in a read-only editor tab; its source lines open with a click. */
export class DisassemblyView implements TextDocumentContentProvider, Disposable {
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;
  private readonly texts = new Map<string, DisassemblyText>();
  private readonly subscriptions: Disposable[];

  constructor(private readonly services: Services) {
    const selector = { scheme: disassemblyScheme };
    this.subscriptions = [
      workspace.registerTextDocumentContentProvider(disassemblyScheme, this),
      workspace.onDidCloseTextDocument(({ uri }) => this.texts.delete(uri.toString())),
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
    const func = isTarget(target) ? target.func : await this.ask();
    if (func === undefined) return;
    const text = await profiles.request(disassembly, { func });
    const uri = Uri.from({
      scheme: disassemblyScheme,
      path: `/${shortName(text.title).replace(/[\\/]+/g, "-")}.s`,
      query: `${active.id}.${func}`,
    });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    await window.showTextDocument(uri, { preview: true, viewColumn: ViewColumn.Active });
  }

  provideTextDocumentContent(uri: Uri): string {
    return (
      this.texts.get(uri.toString())?.text ?? l10n.t("The profile of this disassembly is no longer open.")
    );
  }

  /** `cyclelens.revealDisassemblySource`: the source of a line of the disassembly; by index, never by path. */
  async revealSource(target: unknown): Promise<void> {
    const { uri, line } = (typeof target === "object" && target !== null ? target : {}) as {
      uri?: unknown;
      line?: unknown;
    };
    const text = typeof uri === "string" ? this.texts.get(uri) : undefined;
    if (!text || typeof line !== "number") return;
    const file = text.files[text.file[line] ?? -1];
    if (file !== undefined) await this.services.reveal(file, text.line[line] ?? 0, { beside: true });
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
    const uri = document.uri.toString();
    const text = this.texts.get(uri);
    if (!text) return [];
    const links: DocumentLink[] = [];
    for (let line = 0; line < Math.min(document.lineCount, text.file.length); line++) {
      if ((text.file[line] ?? -1) < 0) continue;
      if (text.file[line] === text.file[line - 1] && text.line[line] === text.line[line - 1]) continue;
      const args = encodeURIComponent(JSON.stringify([{ uri, line }]));
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
