import { createRequire } from "node:module";
import path from "node:path";
import { existsSync } from "node:fs";
import { CycleLensError } from "../../core/errors";
import { callTool } from "../../agents/callTool";
import type * as Main from "../../agents/mcp/main";
import { agentTools } from "../../agents/table";
import { Folders } from "../../agents/workspace/folders";
import { WorkspaceContext } from "../../agents/workspace/workspaceContext";
import { list, parse } from "../args";
import type { Command } from "../command";

export const mcp: Command = {
  name: "mcp",
  summary: "serve agents over the Model Context Protocol",
  usage: `cyclelens mcp [--folder DIR]…

Speaks the Model Context Protocol over stdin and stdout until the client ends it: list runs, hot functions, explain a
function, compare, patch coverage, profile a guest (asks first). Only files below the folders are read; without
--folder those are the client's roots, else the current folder.

  --folder DIR    a workspace folder; may be repeated`,
  async run(args, io) {
    const parsed = parse("mcp", args, { folder: { type: "string", multiple: true } });
    if (parsed.files.length > 0)
      throw new CycleLensError("usage", "mcp takes no files", "name the workspace with --folder DIR");
    const folders = list(parsed, "folder").map((folder) => path.resolve(io.cwd, folder));
    const { serveStdio } = program();
    await serveStdio({
      folders,
      cwd: io.cwd,
      tools: agentTools,
      callTool,
      contextOf: async (named) => new WorkspaceContext(await Folders.of(named)),
    });
    return 0;
  },
};

type Program = Pick<typeof Main, "serveStdio">;

/** A file of its own beside this one: the protocol's library would make every other command slower to start. */
function program(): Program {
  const file = path.join(__dirname, "mcp.js");
  if (!existsSync(file))
    throw new CycleLensError("tool-failed", `${file} is missing`, "install CycleLens again");
  return createRequire(file)(file) as Program;
}
