import { compareRuns } from "./tools/compareRuns";
import { explainFunction } from "./tools/explainFunction";
import { hotFunctions } from "./tools/hotFunctions";
import { listRuns } from "./tools/listRuns";
import { patchCoverage } from "./tools/patchCoverage";
import { profileGuest } from "./tools/profileGuest";
import type { AgentTool } from "./tool";

/** Every tool, in the order of the loop. */
export const agentTools: readonly AgentTool[] = [
  listRuns,
  hotFunctions,
  explainFunction,
  compareRuns,
  patchCoverage,
  profileGuest,
];
