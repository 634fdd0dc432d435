import { PassThrough } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CodeLens, Hover } from "vscode-languageserver/node";
import { createConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import type { Request } from "../../../src/protocol/requests";
import { startServer, type ServerOptions } from "../../../src/server/main";

const sampleFolder = fileURLToPath(new URL("../../../sample/", import.meta.url));

/** An editor of a few lines, at the other end of a real server's connection. */
export class TestEditor {
  private readonly client: MessageConnection;
  readonly notices: { method: string; params: unknown }[] = [];
  refreshes = 0;

  private constructor(options: ServerOptions) {
    const up = new PassThrough();
    const down = new PassThrough();
    startServer(createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)), options);
    this.client = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    this.client.onNotification((method, params) => void this.notices.push({ method, params }));
    this.client.onRequest("workspace/codeLens/refresh", () => {
      this.refreshes++;
      return null;
    });
    this.client.onRequest("client/registerCapability", () => null);
    this.client.listen();
  }

  static async start(
    folder = sampleFolder,
    options: ServerOptions = {},
    own: object = { commands: true, progress: true },
  ) {
    const editor = new TestEditor(options);
    await editor.client.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: { workspace: { codeLens: { refreshSupport: true } } },
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "test" }],
      initializationOptions: own,
    });
    await editor.client.sendNotification("initialized", {});
    return editor;
  }

  ask<P, R>(what: Request<P, R>, params: P): Promise<R> {
    return this.client.sendRequest(what.method, params);
  }

  raw(method: string, params: unknown): Promise<unknown> {
    return this.client.sendRequest(method, params);
  }

  async type(uri: string, version: number, line: number, character: number, text: string): Promise<void> {
    const at = { line, character };
    await this.client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text }],
    });
  }

  async show(uri: string, text: string): Promise<void> {
    const textDocument = { uri, languageId: "plaintext", version: 1, text };
    await this.client.sendNotification("textDocument/didOpen", { textDocument });
  }

  async settings(cyclelens: object): Promise<void> {
    await this.client.sendNotification("workspace/didChangeConfiguration", { settings: { cyclelens } });
  }

  /** `line title`, 1-based, of every lens, resolved; fixed blanks as plain ones. */
  async lenses(uri: string): Promise<string[]> {
    return (await this.rawLenses(uri)).map((lens) => lens.replaceAll("\u00a0", " "));
  }

  async rawLenses(uri: string): Promise<string[]> {
    const all: CodeLens[] = await this.client.sendRequest("textDocument/codeLens", { textDocument: { uri } });
    const resolved = await Promise.all(
      all.map((lens): Promise<CodeLens> => this.client.sendRequest("codeLens/resolve", lens)),
    );
    return resolved.map((lens) => `${lens.range.start.line + 1} ${lens.command?.title}`);
  }

  async hover(uri: string, line: number, character: number): Promise<string | null> {
    const hover: Hover | null = await this.client.sendRequest("textDocument/hover", {
      textDocument: { uri },
      position: { line, character },
    });
    return hover === null ? null : (hover.contents as { value: string }).value;
  }

  end(): void {
    this.client.dispose();
  }
}
