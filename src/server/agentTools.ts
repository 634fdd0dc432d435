import path from "node:path";
import type { CancellationToken } from "vscode-languageserver/node";
import { callTool, errorOf, toolNamed } from "../agents/callTool";
import { check } from "../agents/schema";
import { guestRunRequest, profileGuest } from "../agents/tools/profileGuest";
import { Folders } from "../agents/workspace/folders";
import { WorkspaceContext } from "../agents/workspace/workspaceContext";
import { CycleLensError } from "../core/errors";
import { agentPlan, agentTool, type AgentPlanResult, type AgentToolResult } from "../protocol/agents";
import { progressNotification } from "../protocol/requests";
import { abortSignal } from "./abort";
import { guarded } from "./failures";
import type { Session } from "./session";

/** Answers the editor's language-model tools from the same table as the MCP server, over the workspace folders. */
export function registerAgentTools(session: Session): void {
  const { connection } = session;
  const log = (error: unknown): void => connection.console.error(String(error));
  let held: { readonly key: string; readonly context: WorkspaceContext } | null = null;

  async function contextOf(): Promise<WorkspaceContext> {
    const { sourceMap } = session.settings;
    const key = JSON.stringify([session.folders, sourceMap]);
    if (held?.key !== key)
      held = { key, context: new WorkspaceContext(await Folders.of(session.folders), { sourceMap }) };
    return held.context;
  }

  connection.onRequest(
    agentTool.method,
    guarded(
      async ({ name, input, ran }: AgentToolWire, token: CancellationToken): Promise<AgentToolResult> => {
        const tool = toolNamed(String(name));
        if (tool === null)
          throw new CycleLensError("not-found", `there is no tool ${String(name)}`, "see the table");
        return callTool(
          tool,
          input,
          // A process is started by the editor, where the person sees it, and never here.
          async () => (await contextOf()).with({ runGuest: () => Promise.resolve(runOf(ran)) }),
          {
            signal: abortSignal(token),
            progress: (what, done, of) => {
              if (session.abilities.progress)
                void connection.sendNotification(progressNotification, { what, done, of });
            },
            ask: () => Promise.resolve(typeof ran === "string"),
          },
        );
      },
      log,
    ),
  );
  connection.onRequest(
    agentPlan.method,
    guarded(async ({ input }: { readonly input: unknown }): Promise<AgentPlanResult> => {
      try {
        check(profileGuest.inputSchema, input);
        const context = await contextOf();
        const ready = await context.ready(guestRunRequest(input as Record<string, unknown>));
        const { machine, elf, name, flags, record } = ready;
        return {
          ok: true,
          plan: { machine, elf, name, flags, shown: context.folders.shown(elf), input: record },
        };
      } catch (error) {
        return { ok: false, error: errorOf(error) };
      }
    }, log),
  );
}

interface AgentToolWire {
  readonly name: unknown;
  readonly input: unknown;
  readonly ran: unknown;
}

/** The id of the run that the editor has made. */
function runOf(ran: unknown): string {
  if (typeof ran === "string") return path.basename(ran);
  throw new CycleLensError("usage", "the editor has run nothing", "run the guest first");
}
