import { CodeLensRefreshRequest, type Connection, type TextDocuments } from "vscode-languageserver/node";
import { CycleLensError } from "../core/errors";
import type { HeldComparison } from "./compare/comparing";
import type { CoverageSeverity } from "./coverage/diagnostics";
import type { OpenDocument } from "./documents";
import { openDocuments } from "./documents";
import { DocumentViews, type DocumentView } from "./documentView";
import { DisassemblyClient } from "./disassemblyClient";
import type { LoadProfile } from "./loader";
import { serverSettings } from "./settings";
import { ProfileStore, type OpenedProfile } from "./profileStore";
import { WorkspaceRuns } from "./workspaceRuns";

/** What the server needs of the settings below `cyclelens.`. */
export interface ServerSettings {
  readonly sourceMap: Readonly<Record<string, string>>;
  readonly lenses: boolean;
  /** Diagnostics of the kind `Hint` at lines with narrow accesses; they go with the decorations. */
  readonly hints: boolean;
  readonly metric: string;
  /** What the runs of a root may take on disk. */
  readonly maxRunBytes: number;
  /** `rulesFile`: empty for none, or relative to a workspace folder. */
  readonly coverage: { readonly severity: CoverageSeverity; readonly rulesFile: string };
}

/** What the editor can do, as it said in `initialize`. */
export interface EditorAbilities {
  /** It runs our commands from lenses and hovers. */
  readonly commands: boolean;
  readonly refreshLenses: boolean;
  readonly progress: boolean;
  /** Workspace edits may name document versions. */
  readonly documentChanges: boolean;
  /** It takes the wish to watch files. */
  readonly watchFiles: boolean;
  /** It asks for the edit of a code action only when the action is chosen. */
  readonly resolveEdits: boolean;
}

/** The state of one server: one editor window, its documents and profiles. */
export class Session {
  readonly store = new ProfileStore();
  readonly runs = new WorkspaceRuns();
  readonly disassembly = new DisassemblyClient();
  readonly documents: TextDocuments<OpenDocument> = openDocuments();
  settings: ServerSettings = serverSettings(null);
  abilities: EditorAbilities = {
    commands: false,
    refreshLenses: false,
    progress: false,
    documentChanges: false,
    watchFiles: false,
    resolveEdits: false,
  };
  folders: readonly string[] = [];
  /** Called when the profile, the metric or the settings are others. */
  readonly onChanged: (() => void)[] = [];
  private views: DocumentViews | null = null;
  private compared: HeldComparison | null = null;

  constructor(
    readonly connection: Connection,
    readonly load: LoadProfile,
  ) {}

  /** Throws `not-found` without a profile. */
  get active(): OpenedProfile {
    const { active } = this.store;
    if (active) return active;
    throw new CycleLensError("not-found", "no profile is open", "profile a guest, or open a profile");
  }

  /** What the active profile is compared with; null for nothing. */
  get comparison(): HeldComparison | null {
    return this.compared?.next === this.store.active ? this.compared : null;
  }
  set comparison(held: HeldComparison | null) {
    this.compared = held;
  }

  /** A document through the active profile; null without one, or where the document cannot be read. */
  async view(uri: string): Promise<DocumentView | null> {
    const { active } = this.store;
    if (!active) return null;
    if (this.views?.opened !== active) this.views = new DocumentViews(active);
    return this.views.of(uri, this.documents.get(uri));
  }

  /** Another profile or metric, or other settings: what is on screen no longer holds. */
  changed(): void {
    for (const listener of this.onChanged) listener();
    if (!this.abilities.refreshLenses) return;
    this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {
      // The editor is closing, or does not do what it said: the lenses follow with the next edit.
    });
  }
}
