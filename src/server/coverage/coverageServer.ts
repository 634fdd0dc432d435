import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type {
  CodeAction,
  CodeActionParams,
  CodeLens,
  CodeLensParams,
  CompletionItem,
  CompletionParams,
  Connection,
  Diagnostic,
  Hover,
  HoverParams,
} from "vscode-languageserver/node";
import { CodeLensRefreshRequest, DidChangeWatchedFilesNotification } from "vscode-languageserver/node";
import type { CoverageInputs } from "../../core/coverage/inputs";
import {
  coverageChanged,
  type CoverageAnswer,
  type CoverageChanged,
  type CoverageParams,
} from "../../protocol/coverage";
import type { OpenDocument } from "../documents";
import type { OpenedProfile } from "../profileStore";
import { coverageActions, fixAllData, resolveFixAll } from "./codeActions";
import { coverageFile, isBelow } from "./coverageFiles";
import { CoverageFolder, type FolderAnswer } from "./coverageFolder";
import { coverageHover } from "./coverageHover";
import { coverageDiagnostics, type CoverageSeverity } from "./diagnostics";
import { OpenTexts } from "./openTexts";
import { patchCompletion } from "./patchCompletion";
import { patchLenses } from "./patchLenses";
import { patchCursor } from "./patchTable";
import { uriOf } from "./places";
import type { CoverageResolver } from "./resolver";
import { PublishedDiagnostics } from "./publishedDiagnostics";

/** What coverage needs of the server around it, as it is at the time of the call. */
export interface CoverageSurroundings {
  readonly connection: Connection;
  /** A resolver that keeps what it read: one a folder. */
  makeResolver(): CoverageResolver;
  folders(): readonly string[];
  activeProfile(): OpenedProfile | null;
  settings(): { readonly severity: CoverageSeverity; readonly rulesFile: string };
  abilities(): {
    readonly commands: boolean;
    readonly documentChanges: boolean;
    readonly watchFiles: boolean;
    readonly resolveEdits: boolean;
    readonly refreshLenses: boolean;
  };
}

const debounceMs = 120;
const maxRulesBytes = 4 * 2 ** 20;
const mostFolders = 64;

/** Patch coverage in an editor: diagnostics while manifests are typed, hovers, quick fixes, and the answer for tree and matrix. */
export class CoverageServer {
  private readonly open = new OpenTexts();
  private readonly held = new Map<string, CoverageFolder>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly diagnostics = new PublishedDiagnostics();
  private revision = 0;
  /** A lock has changed: editors ask for lenses again only after an edit. */
  private staleLenses = false;
  private evidenceOf = "";

  constructor(private readonly around: CoverageSurroundings) {}

  /** After `initialized`: asks the editor to watch the files that are not open, unless it does so by itself. */
  async watch(): Promise<void> {
    const { watchFiles, commands } = this.around.abilities();
    if (!watchFiles || commands) return;
    const globs = ["**/{Cargo.toml,Cargo.lock,openvm.toml,cyclelens.rules.json}", "**/.cargo/config.toml"];
    const watchers = globs.map((globPattern) => ({ globPattern }));
    await this.around.connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers })
      .catch(() => undefined); // An editor that does not do it after all: open documents still count.
  }

  documentChanged(document: OpenDocument): void {
    const named = coverageFile(document.uri);
    const isNew = named !== null && this.open.get(named) === null;
    const file = this.open.take(document);
    if (file === null) return;
    const folder = this.folderOf(file);
    // An editor's watcher can miss what is written into a folder made a moment before: opening looks at the disk again.
    if (isNew) folder.filesChanged();
    else folder.textsChanged();
    this.schedule(folder);
  }

  documentClosed(uri: string): void {
    const file = coverageFile(uri);
    if (file === null) return;
    this.open.drop(file);
    const folder = this.folderOf(file);
    folder.filesChanged();
    this.schedule(folder);
  }

  filesChanged(uris: readonly string[]): void {
    for (const uri of uris) {
      const file = coverageFile(uri);
      if (file === null) continue;
      for (const folder of this.held.values())
        // A workspace root above the folder counts as well.
        if (isBelow(folder.folder, file) || isBelow(path.dirname(file), folder.folder)) {
          folder.filesChanged();
          this.staleLenses = true;
          this.schedule(folder);
        }
    }
  }

  /** Another profile, or other settings. */
  surroundingsChanged(): void {
    const { severity, rulesFile } = this.around.settings();
    const now = JSON.stringify([severity, rulesFile, this.around.activeProfile()?.id ?? null]);
    if (now === this.evidenceOf) return;
    this.evidenceOf = now;
    for (const folder of this.held.values()) {
      folder.textsChanged();
      this.schedule(folder);
    }
  }

  async answer({ folders, refresh, cargo }: CoverageParams, signal: AbortSignal): Promise<CoverageAnswer> {
    const wanted = distinct(folders ?? this.around.folders());
    const rows = [];
    for (const name of wanted) {
      const folder = this.hold(name);
      if (refresh === true) folder.filesChanged(true);
      const before = folder.last;
      const answer = cargo === true ? await folder.withCargo(signal) : await folder.current();
      if (answer !== before) {
        this.revision++;
        this.publish(folder.folder, answer);
      }
      rows.push({ folder: name, coverage: answer.coverage });
    }
    return { revision: this.revision, folders: rows };
  }

  async hover({ textDocument: { uri }, position }: HoverParams): Promise<Hover | null> {
    const file = coverageFile(uri);
    if (file === null) return null;
    const answer = await this.folderOf(file).current();
    const isSaid = this.around.abilities().commands && this.around.settings().severity !== "off";
    return coverageHover(answer, file, position, this.around.activeProfile()?.metric ?? null, isSaid);
  }

  async codeActions({ textDocument: { uri }, range, context }: CodeActionParams): Promise<CodeAction[]> {
    const file = coverageFile(uri);
    const { only } = context;
    if (file === null || (only && !only.some((kind) => "quickfix".startsWith(kind)))) return [];
    const answer = await this.folderOf(file).current();
    return [...coverageActions(answer, file, range, context.diagnostics, this.around.abilities())];
  }

  /** In a patch table: entries, repositories and tags. `lines` are the document as it stands, half typed or not. */
  async completion(
    { textDocument: { uri }, position }: CompletionParams,
    lines: readonly string[],
  ): Promise<CompletionItem[]> {
    const file = coverageFile(uri);
    const cursor = file === null ? null : patchCursor(lines, position);
    if (file === null || cursor === null) return [];
    return [...patchCompletion(await this.folderOf(file).current(), file, cursor)];
  }

  async codeLenses({ textDocument: { uri } }: CodeLensParams): Promise<CodeLens[]> {
    const file = coverageFile(uri);
    if (file === null) return [];
    return [...patchLenses(await this.folderOf(file).current(), file, this.around.abilities().commands)];
  }

  /** Adds the edit to a "fix all" that was chosen. */
  async resolveAction(action: CodeAction): Promise<CodeAction> {
    const data = fixAllData(action.data);
    const file = data === null ? null : coverageFile(pathToFileURL(data.file).href);
    if (data === null || file === null || action.edit !== undefined) return action;
    const answer = await this.folderOf(file).current();
    const edit = resolveFixAll(answer, data, this.around.abilities());
    return edit === null ? action : { ...action, edit };
  }

  /** Other folders are open: what only a closed one said goes. */
  foldersChanged(): void {
    const open = new Set(this.around.folders().map((folder) => path.resolve(folder)));
    for (const [name, folder] of this.held) {
      const isUsed =
        open.has(name) || [...this.open.entries()].some(([file]) => this.folderOf(file) === folder);
      if (isUsed) continue;
      this.held.delete(name);
      clearTimeout(this.timers.get(name));
      for (const uri of this.diagnostics.drop(name)) this.send(uri);
    }
    for (const [file] of this.open.entries()) this.schedule(this.folderOf(file));
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  /** The open folder that a file is in; a file outside of all has its own. */
  private folderOf(file: string): CoverageFolder {
    const above = this.around.folders().filter((folder) => isBelow(folder, file));
    const nearest = above.sort((a, b) => b.length - a.length)[0];
    return this.hold(nearest ?? path.dirname(file));
  }

  private hold(name: string): CoverageFolder {
    const folder = path.resolve(name);
    const known = this.held.get(folder);
    if (known) return known;
    const made = new CoverageFolder(folder, {
      resolve: this.around.makeResolver(),
      open: this.open,
      evidence: (of) => this.evidence(of),
    });
    this.held.set(folder, made);
    if (this.held.size > mostFolders) this.held.delete(this.held.keys().next().value!);
    return made;
  }

  private async evidence(folder: string): Promise<Pick<CoverageInputs, "rules" | "profile">> {
    const { rulesFile } = this.around.settings();
    const rules = rulesFile === "" ? null : await rulesAt(path.resolve(folder, rulesFile));
    const opened = this.around.activeProfile();
    const manifest = opened?.run?.guest.manifestPath ?? null;
    const alone = this.around.folders().length < 2;
    const isHere = opened !== null && (manifest === null ? alone : isBelow(folder, manifest));
    return {
      ...(rules === null ? {} : { rules: [rules] }),
      ...(isHere ? { profile: { guest: guestName(folder, manifest), profile: opened.profile } } : {}),
    };
  }

  private schedule(folder: CoverageFolder): void {
    clearTimeout(this.timers.get(folder.folder));
    const timer = setTimeout(() => {
      this.timers.delete(folder.folder);
      this.update(folder).catch((error: unknown) => this.around.connection.console.error(String(error)));
    }, debounceMs);
    this.timers.set(folder.folder, timer);
  }

  private async update(folder: CoverageFolder): Promise<void> {
    const answer = await folder.current();
    this.revision++;
    this.publish(folder.folder, answer);
    if (this.staleLenses && this.around.abilities().refreshLenses) {
      this.staleLenses = false;
      this.around.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    }
    if (!this.around.abilities().commands) return;
    const changed: CoverageChanged = { revision: this.revision, folders: [folder.folder] };
    await this.around.connection.sendNotification(coverageChanged, changed);
  }

  private publish(folder: string, answer: FolderAnswer): void {
    const rows = coverageDiagnostics(answer, this.around.settings().severity);
    const now = new Map<string, readonly Diagnostic[]>();
    for (const [file, diagnostics] of rows) now.set(uriOf(answer, file), diagnostics);
    for (const uri of this.diagnostics.put(folder, now)) this.send(uri);
  }

  private send(uri: string): void {
    const version = [...this.open.entries()].find(([, text]) => text.uri === uri)?.[1].version;
    void this.around.connection.sendDiagnostics({
      uri,
      diagnostics: [...this.diagnostics.of(uri)],
      ...(version === undefined ? {} : { version }),
    });
  }
}

function guestName(folder: string, manifest: string | null): string | null {
  return manifest === null ? null : path.relative(folder, manifest).split(path.sep).join("/");
}

/** What came over the wire, checked. */
function distinct(folders: unknown): readonly string[] {
  if (!Array.isArray(folders)) return [];
  return [...new Set(folders.filter((folder) => typeof folder === "string"))].slice(0, mostFolders);
}

async function rulesAt(file: string): Promise<{ readonly file: string; readonly text: string } | null> {
  const info = await stat(file).catch(() => null);
  if (!info?.isFile() || info.size > maxRulesBytes) return null;
  return { file, text: await readFile(file, "utf8") };
}
