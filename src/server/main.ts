import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Connection, InitializeParams, InitializeResult } from "vscode-languageserver/node";
import { createConnection, ProposedFeatures, TextDocumentSyncKind } from "vscode-languageserver/node";
import { codeLenses, resolveLens } from "./codeLens";
import { guarded } from "./failures";
import { registerHandlers } from "./handlers";
import { hoverAt } from "./hover";
import type { LoadProfile } from "./loader";
import { Session } from "./session";
import { serverSettings } from "./settings";
import { loadProfile } from "./workerClient";

export interface ServerOptions {
  /** For tests; by default a worker thread imports. */
  readonly load?: LoadProfile;
}

/**
 * Serves one editor over a connection until it exits: `dist/server.js` over IPC for our own extension,
 * `cyclelens lsp --stdio` for any other.
 */
export function startServer(connection: Connection, options: ServerOptions = {}): void {
  const session = new Session(connection, options.load ?? loadInWorker);
  const log = (error: unknown): void => connection.console.error(String(error));
  connection.onInitialize((params) => initialize(session, params));
  connection.onInitialized(async () => {
    if (canConfigure)
      session.settings = serverSettings(await connection.workspace.getConfiguration("cyclelens"));
  });
  let canConfigure = false;
  connection.onDidChangeConfiguration(async ({ settings }) => {
    const pushed = (settings as { cyclelens?: unknown } | null)?.cyclelens;
    session.settings = serverSettings(
      pushed ?? (canConfigure ? await connection.workspace.getConfiguration("cyclelens") : null),
    );
    session.changed();
  });
  connection.onCodeLens(guarded((params) => codeLenses(session, params), log));
  connection.onCodeLensResolve(guarded((lens) => resolveLens(session, lens), log));
  connection.onHover(guarded((params) => hoverAt(session, params), log));
  registerHandlers(session);
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
    };
    to.folders = (workspaceFolders ?? [])
      .filter(({ uri }) => uri.startsWith("file://"))
      .map(({ uri }) => fileURLToPath(uri));
    return {
      serverInfo: { name: "cyclelens" },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeLensProvider: { resolveProvider: true },
        hoverProvider: true,
      },
    };
  }
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
