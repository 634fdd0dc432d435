import { Disposable } from "vscode";
import type { RunFlow } from "../run/runFlowParts";
import type { Services } from "../services";
import { registerMcpServer } from "./mcpServer";
import { registerTools } from "./tools";

/** What an agent of the editor gets of CycleLens. */
export function registerAgents(services: Services, flow: RunFlow): Disposable {
  return Disposable.from(registerTools(services, flow), registerMcpServer(services));
}
