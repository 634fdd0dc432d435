import type { AgentContext } from "./context";
import type { ObjectSchema } from "./schema";

/** One call: how to end it, how to say how far it is, how to ask the person. */
export interface ToolCall {
  readonly signal: AbortSignal;
  progress(what: string, done: number, of: number | null): void;
  /**
   * Asks the person; true for yes. `confirmed` is what the caller says was agreed already: it counts only where the
   * surface cannot ask itself.
   */
  ask(question: string, confirmed: boolean): Promise<boolean>;
}

/** What a client may know before it calls (MCP's annotations). */
export interface ToolHints {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool of the table; `run` gets an input that its schema has let through and answers by its other schema. */
export interface AgentTool {
  /** Lower case with underscores; the editor puts `cyclelens_` before it. */
  readonly name: string;
  readonly title: string;
  /** For the model: what it answers, when to use it, what to call next. */
  readonly description: string;
  readonly inputSchema: ObjectSchema;
  readonly outputSchema: ObjectSchema;
  readonly hints: ToolHints;
  /** Throws CycleLensError. */
  run(input: Readonly<Record<string, unknown>>, context: AgentContext, call: ToolCall): Promise<Answer>;
}

/** JSON by the tool's output schema. */
export type Answer = Readonly<Record<string, unknown>>;

export const readOnly: ToolHints = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};
