import { usesPlaceholder } from "../../toolchains/sp1Command";
import type { FinishRunResult, Guest } from "../../protocol/requests";
import type { Handlers } from "../commands";
import { checkInput } from "../run/checkInput";
import { chooseGuest, chooseInput, givenRun } from "../run/choose";
import { subjectKey, type RunRequest } from "../run/memory";
import type { RunFlow } from "../run/runFlowParts";
import { requireTrust } from "../run/trust";
import type { Sp1ChoiceSettings } from "./choice";
import { chooseSp1Host, type ChosenHost } from "./chooseHost";
import { createSp1Host } from "./createHost";
import { sp1Run } from "./sp1Run";

type Sp1Command = "cyclelens.profileSp1" | "cyclelens.chooseSp1Host" | "cyclelens.createSp1Host";

/**
 * The commands of SP1. `profileSp1({ guest, input, host, bin, features, arguments })` takes what the dialogs
 * would ask for; what is left out comes from the settings, from memory, or is asked.
 */
export function sp1Handlers(flow: RunFlow): Pick<Handlers, Sp1Command> {
  return {
    "cyclelens.profileSp1": (...args) => profileSp1(flow, args),
    "cyclelens.chooseSp1Host": async (...args) => {
      requireTrust();
      const guest = await chooseGuest(flow.guests, flow.memory, givenRun(args).guest, "sp1");
      if (guest) await chooseSp1Host(flow, guest, { ask: true, given: givenChoice(args) });
    },
    "cyclelens.createSp1Host": (...args) => createSp1Host(flow, args),
  };
}

async function profileSp1(flow: RunFlow, args: readonly unknown[]): Promise<FinishRunResult | undefined> {
  requireTrust();
  const { guest: wanted, input } = givenRun(args);
  const guest = await chooseGuest(flow.guests, flow.memory, wanted, "sp1");
  if (!guest) return undefined;
  const chosen = await chooseSp1Host(flow, guest, { given: givenChoice(args) });
  return chosen && startSp1(flow, guest, chosen, input);
}

/** *Re-run Last Profile*: the same guest and input, in the host that is remembered. */
export async function rerunSp1(
  flow: RunFlow,
  { manifestPath, bin, input }: Extract<RunRequest, { readonly kind: "sp1" }>,
): Promise<FinishRunResult | undefined> {
  const guest = await chooseGuest(flow.guests, flow.memory, { manifestPath, bin }, "sp1");
  const chosen = guest && (await chooseSp1Host(flow, guest));
  return guest && chosen && startSp1(flow, guest, chosen, input);
}

async function startSp1(
  flow: RunFlow,
  guest: Guest,
  chosen: ChosenHost,
  given: string | null | undefined,
): Promise<FinishRunResult | undefined> {
  // A host that does not name the input has its own way to it: no question.
  const takesInput = chosen.arguments === null || usesPlaceholder(chosen.arguments, "input");
  const input = takesInput ? await chooseInput(flow.memory, subjectKey(guest), given) : null;
  if (input === undefined) return undefined;
  checkInput(input);
  return flow.session.run(sp1Run(flow, guest, chosen, input));
}

function givenChoice([first]: readonly unknown[]): Partial<Sp1ChoiceSettings> {
  if (typeof first !== "object" || first === null) return {};
  const { host, bin, features, arguments: words } = first as Record<string, unknown>;
  const isStrings = (value: unknown): value is readonly string[] =>
    Array.isArray(value) && value.every((item) => typeof item === "string");
  // A guest may be given as such: its own `bin` is not the host's.
  const isGuest = "manifestPath" in first;
  return {
    ...(typeof host === "string" ? { hostPackage: host } : {}),
    ...(typeof bin === "string" && !isGuest ? { hostBin: bin } : {}),
    ...(isStrings(features) ? { features } : {}),
    ...(isStrings(words) ? { arguments: words } : {}),
  };
}
