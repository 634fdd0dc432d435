import {
  Disposable,
  EventEmitter,
  lm,
  McpStdioServerDefinition,
  workspace,
  type ExtensionContext,
} from "vscode";
import { mcpProvider } from "../contributions";
import type { Services } from "../services";
import { runnerProgram } from "../run/runnerProgram";

/** Offers the bundled `cyclelens mcp` to the editor's list of MCP servers; the editor starts it when it is wanted. */
export function registerMcpServer(services: Services): Disposable {
  if (typeof (lm as typeof lm | undefined)?.registerMcpServerDefinitionProvider !== "function")
    return Disposable.from();
  const changed = new EventEmitter<void>();
  return Disposable.from(
    changed,
    workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    lm.registerMcpServerDefinitionProvider(mcpProvider, {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => definitions(services),
    }),
  );
}

/** None in Restricted Mode, where nothing is run, and none without a folder on disk. */
function definitions(services: Services): McpStdioServerDefinition[] {
  const folders = (workspace.workspaceFolders ?? []).flatMap(({ uri }) =>
    uri.scheme === "file" ? [uri.fsPath] : [],
  );
  if (!workspace.isTrusted || folders.length === 0) return [];
  const { node, cli } = runnerProgram(services);
  const args = [cli, "mcp", ...folders.flatMap((folder) => ["--folder", folder])];
  // The extension host's program is the editor itself on a desktop.
  const env = { ELECTRON_RUN_AS_NODE: "1" };
  return [new McpStdioServerDefinition("CycleLens", node, args, env, versionOf(services.context))];
}

function versionOf({ extension }: ExtensionContext): string {
  const { version } = extension.packageJSON as { version?: unknown };
  return typeof version === "string" ? version : "0";
}
