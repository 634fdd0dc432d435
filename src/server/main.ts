import path from "node:path";
import { fileURLToPath } from "node:url";
import type {
  CodeActionClientCapabilities,
  Connection,
  InitializeParams,
  InitializeResult,
} from "vscode-languageserver/node";
import {
  CodeActionKind,
  createConnection,
  ProposedFeatures,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { registerAgentTools } from "./agentTools";
import { codeLenses, resolveLens } from "./codeLens";
import { coverageFile } from "./coverage/coverageFiles";
import { registerCoverage } from "./coverage/registerCoverage";
import { makeResolver, type CoverageResolver } from "./coverage/resolver";
import { guarded } from "./failures";
import { registerHandlers } from "./handlers";
import { hoverAt } from "./hover";
import { registerLineHints } from "./lineHints";
import type { LoadProfile } from "./loader";
import { Session } from "./session";
import { serverSettings } from "./settings";
import { loadProfile } from "./workerClient";

export interface ServerOptions {
  /** For tests; by default a worker thread imports. */
  readonly load?: LoadProfile;
  /** For tests: a resolver of patch coverage that keeps what it read. */
  readonly makeResolver?: () => CoverageResolver;
}

/**
 * Serves one editor over a connection until it exits: `dist/server.js` over IPC for our own extension,
 * `cyclelens lsp --stdio` for any other.
 */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const session = new Session(connection, options.load ?? loadInWorker);
  const log = (error: unknown): void => connection.console.error(String(error));
  connection.onInitialize((params) => initialize(session, params));
  const coverage = registerCoverage(session, options.makeResolver ?? makeResolver);
  connection.onInitialized(async () => {
    await coverage.watch();
    if (canFollowFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(pathsOf(removed));
        session.folders = [
          ...new Set([...session.folders.filter((folder) => !gone.has(folder)), ...pathsOf(added)]),
        ];
        coverage.foldersChanged();
      });
    if (canConfigure)
      session.settings = serverSettings(await connection.workspace.getConfiguration("cyclelens"));
  });
  let canConfigure = false;
  let canFollowFolders = false;
  connection.onDidChangeConfiguration(async ({ settings }) => {
    const pushed = (settings as { cyclelens?: unknown } | null)?.cyclelens;
    session.settings = serverSettings(
      pushed ?? (canConfigure ? await connection.workspace.getConfiguration("cyclelens") : null),
    );
    session.changed();
  });
  connection.onCodeLens(
    guarded(
      (params) =>
        coverageFile(params.textDocument.uri) === null
          ? codeLenses(session, params)
          : session.settings.lenses
            ? coverage.codeLenses(params)
            : [],
      log,
    ),
  );
  connection.onCodeLensResolve(guarded((lens) => resolveLens(session, lens), log));
  connection.onHover(
    guarded(
      async (params) =>
        coverageFile(params.textDocument.uri) === null ? hoverAt(session, params) : coverage.hover(params),
      log,
    ),
  );
  connection.onCompletion(
    guarded(
      (params) => coverage.completion(params, session.documents.get(params.textDocument.uri)?.lines ?? []),
      log,
    ),
  );
  connection.onCodeAction(guarded((params) => coverage.codeActions(params), log));
  connection.onCodeActionResolve(guarded((action) => coverage.resolveAction(action), log));
  const hints = registerLineHints(session);
  connection.onShutdown(() => {
    coverage.dispose();
    hints.dispose();
  });
  registerHandlers(session);
  registerAgentTools(session);
  session.documents.listen(connection);
  connection.listen();

  function initialize(to: Session, params: InitializeParams): InitializeResult {
    const { capabilities, workspaceFolders, initializationOptions } = params;
    const own = (initializationOptions ?? {}) as { commands?: unknown; progress?: unknown };
    canConfigure = capabilities.workspace?.configuration === true;
    to.abilities = {
      commands: own.commands === true,
      progress: own.progress === true,
      refreshLenses: capabilities.workspace?.codeLens?.refreshSupport === true,
      documentChanges: capabilities.workspace?.workspaceEdit?.documentChanges === true,
      watchFiles: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
      resolveEdits: resolvesEdits(capabilities.textDocument?.codeAction),
    };
    canFollowFolders = capabilities.workspace?.workspaceFolders === true;
    to.folders = pathsOf(workspaceFolders ?? []);
    return {
      serverInfo: { name: "cyclelens" },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeLensProvider: { resolveProvider: true },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['"'] },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix], resolveProvider: true },
        ...(canFollowFolders
          ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
          : {}),
      },
    };
  }
}

function pathsOf(folders: readonly { readonly uri: string }[]): readonly string[] {
  return folders.filter(({ uri }) => uri.startsWith("file://")).map(({ uri }) => fileURLToPath(uri));
}

function resolvesEdits(abilities: CodeActionClientCapabilities | undefined): boolean {
  return abilities?.dataSupport === true && abilities.resolveSupport?.properties.includes("edit") === true;
}

const loadInWorker: LoadProfile = (files, elf, { signal, progress }) =>
  loadProfile(
    { files, elf: elf ?? null },
    {
      signal,
      progress: ({ file, readBytes, sizeBytes }) => progress({ what: file, done: readBytes, of: sizeBytes }),
    },
  );

// The command line bundles this file too: only as a program of its own does it start by itself.
if (path.basename(process.argv[1] ?? "") === "server.js") startServer(createConnection(ProposedFeatures.all));
