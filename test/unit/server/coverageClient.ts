import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-jsonrpc/node";
import type { MessageConnection } from "vscode-jsonrpc/node";
import type {
  CodeAction,
  Diagnostic,
  Hover,
  PublishDiagnosticsParams,
  Range,
  TextDocumentEdit,
  TextEdit,
} from "vscode-languageserver/node";
import { applyEdits } from "../../../src/core/coverage/textEdits";

/** Any editor that speaks LSP and knows nothing of ours: the server is `cyclelens lsp --stdio`, a process of its own. */
export class PlainClient {
  private readonly process: ChildProcess;
  private readonly rpc: MessageConnection;
  private readonly published: PublishDiagnosticsParams[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly texts = new Map<string, { version: number; text: string }>();

  private constructor(cli: string) {
    this.process = spawn(process.execPath, [cli, "lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.rpc = createMessageConnection(
      new StreamMessageReader(this.process.stdout!),
      new StreamMessageWriter(this.process.stdin!),
    );
    this.rpc.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
      this.published.push(params);
      for (const wake of this.waiting) wake();
    });
    this.rpc.onRequest("client/registerCapability", () => null);
    this.rpc.listen();
  }

  static async start(
    cli: string,
    folder: string,
    { more = [], resolves = false }: { more?: readonly string[]; resolves?: boolean } = {},
  ): Promise<PlainClient> {
    const client = new PlainClient(cli);
    await client.rpc.sendRequest("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      capabilities: {
        workspace: {
          workspaceEdit: { documentChanges: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
        },
        ...(resolves
          ? { textDocument: { codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } } } }
          : {}),
      },
      workspaceFolders: [folder, ...more].map((name) => ({ uri: pathToFileURL(name).href, name })),
    });
    await client.rpc.sendNotification("initialized", {});
    return client;
  }

  async open(file: string): Promise<void> {
    const text = readFileSync(file, "utf8");
    this.texts.set(file, { version: 1, text });
    await this.rpc.sendNotification("textDocument/didOpen", {
      textDocument: { uri: uriOf(file), languageId: "toml", version: 1, text },
    });
  }

  text(file: string): string {
    return this.texts.get(file)!.text;
  }

  /** Types: the edits go to the server as an editor sends them, last one first. */
  async edit(file: string, edits: readonly TextEdit[]): Promise<void> {
    const document = this.texts.get(file)!;
    document.text = applyEdits(document.text, edits)!;
    document.version++;
    await this.rpc.sendNotification("textDocument/didChange", {
      textDocument: { uri: uriOf(file), version: document.version },
      contentChanges: [...edits]
        .sort((a, b) => b.range.start.line - a.range.start.line)
        .map(({ range, newText }) => ({ range, text: newText })),
    });
  }

  async changedOnDisk(...files: string[]): Promise<void> {
    const changes = files.map((file) => ({ uri: uriOf(file), type: 2 }));
    await this.rpc.sendNotification("workspace/didChangeWatchedFiles", { changes });
  }

  async settings(coverage: object): Promise<void> {
    await this.rpc.sendNotification("workspace/didChangeConfiguration", {
      settings: { cyclelens: { coverage } },
    });
  }

  /** Diagnostics of a file once they are as wanted. */
  async diagnostics(file: string, wanted: (rows: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    for (;;) {
      const last = this.published.filter(({ uri }) => uri === uriOf(file)).at(-1);
      if (last && wanted(last.diagnostics)) return last.diagnostics;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.waiting.delete(wake);
          resolve();
        };
        this.waiting.add(wake);
      });
    }
  }

  codeActions(file: string, range: Range, diagnostics: readonly Diagnostic[] = []): Promise<CodeAction[]> {
    return this.rpc.sendRequest("textDocument/codeAction", {
      textDocument: { uri: uriOf(file) },
      range,
      context: { diagnostics },
    });
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.rpc.sendRequest("codeAction/resolve", action);
  }

  /** Applies an action to the open documents, and checks that it was made for their versions. */
  async apply(action: CodeAction): Promise<void> {
    for (const change of action.edit!.documentChanges as TextDocumentEdit[]) {
      const file = [...this.texts.keys()].find((known) => uriOf(known) === change.textDocument.uri);
      if (file === undefined) throw new Error(`${change.textDocument.uri} is not open`);
      if (change.textDocument.version !== this.texts.get(file)!.version) throw new Error("another version");
      await this.edit(file, change.edits as TextEdit[]);
    }
  }

  async hover(file: string, line: number, character: number): Promise<string | null> {
    const hover: Hover | null = await this.rpc.sendRequest("textDocument/hover", {
      textDocument: { uri: uriOf(file) },
      position: { line, character },
    });
    return hover === null ? null : (hover.contents as { value: string }).value;
  }

  ask<R>(method: string, params: unknown): Promise<R> {
    return this.rpc.sendRequest(method, params);
  }

  async end(): Promise<void> {
    await this.rpc.sendRequest("shutdown");
    await this.rpc.sendNotification("exit");
    this.rpc.dispose();
    this.process.kill();
  }
}

function uriOf(file: string): string {
  return pathToFileURL(path.resolve(file)).href;
}
