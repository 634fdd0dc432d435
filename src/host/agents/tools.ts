import { Disposable, lm, type LanguageModelTool } from "vscode";
import { agentTool, agentToolPrefix } from "../../protocol/agents";
import type { Profiles, Services } from "../services";
import { resultOf } from "./results";
import { readingTools, runningTool } from "./names";
import { runGuestTool } from "./runTool";
import type { RunFlow } from "../run/runFlowParts";

/** Registers the tools; nothing where the editor has no language models. */
export function registerTools(services: Services, flow: RunFlow): Disposable {
  // Forks of the editor leave the namespace out.
  if (typeof (lm as typeof lm | undefined)?.registerTool !== "function") return Disposable.from();
  return Disposable.from(
    ...readingTools.map((name) =>
      lm.registerTool(`${agentToolPrefix}${name}`, readingTool(services.profiles, name)),
    ),
    lm.registerTool(`${agentToolPrefix}${runningTool}`, runGuestTool(services, flow)),
  );
}

function readingTool(profiles: Profiles, name: string): LanguageModelTool<object> {
  return {
    invoke: async ({ input }, token) =>
      resultOf(await profiles.request(agentTool, { name, input, ran: null }, token)),
  };
}
