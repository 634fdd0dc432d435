import { LanguageModelTextPart, LanguageModelToolResult } from "vscode";
import type { AgentToolError, AgentToolResult } from "../../protocol/agents";

/** The answer as JSON text. Throws what the model is to read of an error. */
export function resultOf(result: AgentToolResult): LanguageModelToolResult {
  if (!result.ok) throw toolError(result.error);
  return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(result.answer))]);
}

/** The editor hands an error's message to the model: what happened and the way out, in one sentence. */
export function toolError({ kind, message, hint }: AgentToolError): Error {
  return new Error(`${kind}: ${message} — ${hint}`);
}
