import { l10n, MarkdownString, workspace, type CancellationToken, type LanguageModelTool } from "vscode";
import { CycleLensError } from "../../core/errors";
import { safeName } from "../../core/profile/names";
import { agentPlan, agentTool, type AgentPlan } from "../../protocol/agents";
import { failureText } from "../failure";
import { readyEmbedded } from "../run/readyEmbedded";
import type { RunFlow } from "../run/runFlowParts";
import type { MachineRun } from "../run/machineRun";
import { elfSubject } from "../run/subject";
import { requireTrust } from "../run/trust";
import type { Profiles, Services } from "../services";
import { runningTool } from "./names";
import { resultOf, toolError } from "./results";
import { shownCommand } from "./shownCommand";

/** Runs a guest in the embedded engine once the person has agreed, in the terminal like every run; the profile is shown. */
export function runGuestTool(services: Services, flow: RunFlow): LanguageModelTool<object> {
  const { profiles } = services;
  return {
    prepareInvocation: async ({ input }, token) => ({
      invocationMessage: l10n.t("Profiling a guest"),
      confirmationMessages: {
        ...(await question(profiles, input, token)),
      },
    }),
    invoke: async ({ input }, token) => {
      try {
        requireTrust();
        const planned = await profiles.request(agentPlan, { input }, token);
        if (!planned.ok) throw toolError(planned.error);
        const ran = await runPlan(services, flow, planned.plan, token);
        return resultOf(await profiles.request(agentTool, { name: runningTool, input, ran }, token));
      } catch (error) {
        // What a model reads: a sentence with the way out, not a class of ours.
        throw CycleLensError.is(error) ? new Error(`${error.kind}: ${failureText(error)}`) : error;
      }
    },
  };
}

/** Gives the folder of the run. */
async function runPlan(
  services: Services,
  { session }: RunFlow,
  plan: AgentPlan,
  token: CancellationToken,
): Promise<string> {
  const stop = token.onCancellationRequested(() => session.stop());
  try {
    const { folder } = await session.run(plannedRun(services, plan));
    return folder;
  } finally {
    stop.dispose();
  }
}

function plannedRun(services: Services, { machine, elf, flags, input }: AgentPlan): MachineRun {
  const { context } = services;
  const subject = elfSubject(elf, context.storageUri ?? context.globalStorageUri);
  return {
    subject,
    request: null,
    firstStep: l10n.t("profiling {0}", subject.name),
    check: () => Promise.resolve(),
    prepare: async () => {
      const ready = await readyEmbedded(services, machine, subject, elf, []);
      return {
        ...ready,
        draft: { ...ready.draft, argv: [...ready.draft.argv, ...flags], input },
        step: async (folder) => {
          const step = await ready.step(folder);
          return { ...step, argv: [...step.argv, ...flags] };
        },
      };
    },
  };
}

/** What would be run, with all that it is given. Nobody is asked of what cannot be run: that is refused at once. */
async function question(
  profiles: Profiles,
  input: object,
  token: CancellationToken,
): Promise<{ readonly title: string; readonly message: MarkdownString }> {
  const planned = await profiles.request(agentPlan, { input }, token);
  if (!planned.ok) throw toolError(planned.error);
  const { plan } = planned;
  return {
    title: l10n.t("Profile the guest {0}?", safeName(plan.name)),
    message: new MarkdownString()
      .appendText(l10n.t("CycleLens runs it in its embedded engine, shows what it costs and keeps the run:"))
      .appendCodeblock(
        shownCommand(plan, (word) => workspace.asRelativePath(word)),
        "sh",
      ),
  };
}
