import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { CycleLensError } from "../../core/errors";
import { startServer } from "../../server/main";
import { isOn, parse } from "../args";
import type { Command } from "../command";

export const lsp: Command = {
  name: "lsp",
  summary: "serve an editor as a language server",
  usage: `cyclelens lsp --stdio

Speaks the language server protocol over stdin and stdout until the editor ends it.`,
  async run(args) {
    const parsed = parse("lsp", args, { stdio: { type: "boolean" } });
    if (!isOn(parsed, "stdio") || parsed.files.length > 0)
      throw new CycleLensError("usage", "lsp speaks over stdio only", "write: cyclelens lsp --stdio");
    startServer(createConnection(ProposedFeatures.all, process.stdin, process.stdout));
    // The connection ends the process, with the code that the protocol wants.
    return new Promise(() => undefined);
  },
};
