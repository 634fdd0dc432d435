import { CycleLensError, throwIfCancelled } from "../core/errors";
import type { AgentContext } from "./context";
import { dataText } from "./data";
import { check } from "./schema";
import { agentTools } from "./table";
import type { AgentTool, Answer, ToolCall } from "./tool";
import { inToolWords } from "./wayOut";

/** What came of a call: an answer, or an error that a model can act on. */
export type ToolResult =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly error: ToolError };

export interface ToolError {
  /** Of CycleLensError, or `internal`. */
  readonly kind: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

export function toolNamed(name: string): AgentTool | null {
  return agentTools.find((tool) => tool.name === name) ?? null;
}

/** Checks the input and runs the tool. Never throws. */
export async function callTool(
  tool: AgentTool,
  input: unknown,
  context: () => Promise<AgentContext>,
  call: ToolCall,
): Promise<ToolResult> {
  try {
    const given = input ?? {};
    check(tool.inputSchema, given);
    throwIfCancelled(call.signal);
    return {
      ok: true,
      answer: await tool.run(given as Readonly<Record<string, unknown>>, await context(), call),
    };
  } catch (error) {
    return { ok: false, error: errorOf(error) };
  }
}

/** What a model is told of an error: text of files in it is data, too. */
export function errorOf(error: unknown): ToolError {
  // The server's own file has a class of its own: what tells is the shape.
  if (isOurs(error))
    return {
      kind: error.kind,
      message: dataText(inToolWords(error.message), 600),
      hint: dataText(inToolWords(error.hint), 1200),
    };
  const text = error instanceof Error ? error.message : String(error);
  return {
    kind: "internal",
    message: dataText(`unexpected: ${text}`, 300),
    hint: "report it with the tool's name and input",
  };
}

function isOurs(error: unknown): error is CycleLensError {
  if (CycleLensError.is(error)) return true;
  if (!(error instanceof Error) || error.name !== "CycleLensError") return false;
  const { kind, hint } = error as Partial<CycleLensError>;
  return typeof kind === "string" && typeof hint === "string";
}
