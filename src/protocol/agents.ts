import type { Request } from "./requests";

/** The prefix of our language-model tools in the editor; the rest is the name in the table of src/agents. */
export const agentToolPrefix = "cyclelens_";

/** Runs a tool of the table over the workspace folders. An error of the tool is an answer, too. */
export const agentTool: Request<AgentToolParams, AgentToolResult> = { method: "cyclelens/agentTool" };
/** Checks the input of `profile_guest`: what would be run. Nothing has started. */
export const agentPlan: Request<{ readonly input: unknown }, AgentPlanResult> = {
  method: "cyclelens/agentPlan",
};

export interface AgentToolParams {
  readonly name: string;
  readonly input: unknown;
  /** Of `profile_guest`: the folder of the run that the editor has made by the plan; null for all others. */
  readonly ran: string | null;
}

export type AgentToolResult =
  | { readonly ok: true; readonly answer: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: AgentToolError };

export interface AgentToolError {
  readonly kind: string;
  readonly message: string;
  readonly hint: string;
}

export type AgentPlanResult =
  { readonly ok: true; readonly plan: AgentPlan } | { readonly ok: false; readonly error: AgentToolError };

export interface AgentPlan {
  readonly machine: "zisk" | "sp1";
  /** Absolute, of a file in the workspace. */
  readonly elf: string;
  readonly name: string;
  /** How it is shown: relative to the workspace folder. */
  readonly shown: string;
  /** Of `cyclelens profile`: input, framing, a bound of steps. */
  readonly flags: readonly string[];
  readonly input: AgentPlanInput | null;
}

export interface AgentPlanInput {
  readonly file: string | null;
  readonly framing: "zisk" | "raw" | "none" | null;
  readonly sizeBytes: number;
  readonly sha256: string;
}
