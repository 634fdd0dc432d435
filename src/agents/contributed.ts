import { agentToolPrefix } from "../protocol/agents";
import { agentTools } from "./table";
import type { AgentTool } from "./tool";

const icons: Readonly<Record<string, string>> = {
  list_runs: "$(history)",
  hot_functions: "$(flame)",
  explain_function: "$(symbol-method)",
  compare_runs: "$(diff)",
  patch_coverage: "$(shield)",
  profile_guest: "$(play)",
};

/** `contributes.languageModelTools` of package.json: the table as the editor wants it; texts for people by key. */
export function contributedTools(): readonly object[] {
  return agentTools.map(contributed);
}

function contributed({ name, description, inputSchema, hints }: AgentTool): object {
  const key = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    name: `${agentToolPrefix}${name}`,
    displayName: `%tool.${key}.name%`,
    userDescription: `%tool.${key}.description%`,
    modelDescription: description,
    toolReferenceName: `${agentToolPrefix}${name}`.replace(/_(\w)/g, (_, letter: string) =>
      letter.toUpperCase(),
    ),
    canBeReferencedInPrompt: true,
    icon: icons[name] ?? "$(flame)",
    tags: ["cyclelens", "zkvm", "profiling"],
    inputSchema,
    ...(hints.readOnlyHint ? {} : { when: "isWorkspaceTrusted" }),
  };
}
