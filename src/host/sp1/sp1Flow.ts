import { l10n } from "vscode";
import { CycleLensError } from "../../core/errors";
import { usesPlaceholder } from "../../toolchains/sp1Command";
import type { FinishRunResult, Guest } from "../../protocol/requests";
import type { Handlers } from "../commands";
import { chooseInput } from "../run/askInput";
import { checkInput } from "../run/checkInput";
import { chooseGuest, givenRun } from "../run/choose";
import { onlyFile, type GuestInput } from "../run/guestInput";
import { subjectKey, type RunRequest } from "../run/memory";
import type { RunFlow } from "../run/runFlowParts";
import { requireTrust } from "../run/trust";
import type { Sp1ChoiceSettings } from "./choice";
import { chooseSp1Host, type ChosenHost } from "./chooseHost";
import { createSp1Host } from "./createHost";
import { sp1EmbeddedRun } from "./embeddedRun";
import { sp1Engine } from "./sp1Engine";
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
  return profileGuest(flow, guest, givenChoice(args), input);
}

/** *Re-run Last Profile*: the same guest and input, in the host that is remembered or in the embedded engine. */
export async function rerunSp1(
  flow: RunFlow,
  { manifestPath, bin, input }: Extract<RunRequest, { readonly kind: "sp1" }>,
): Promise<FinishRunResult | undefined> {
  const guest = await chooseGuest(flow.guests, flow.memory, { manifestPath, bin }, "sp1");
  return guest && profileGuest(flow, guest, {}, input);
}

async function profileGuest(
  flow: RunFlow,
  guest: Guest,
  choice: Partial<Sp1ChoiceSettings>,
  given: GuestInput | undefined,
): Promise<FinishRunResult | undefined> {
  if (sp1Engine(flow.memory, guest, choice) === "external") {
    const chosen = await chooseSp1Host(flow, guest, { given: choice });
    return chosen && startSp1(flow, guest, chosen, given);
  }
  const input = await chooseInput(flow.memory, subjectKey(guest), given);
  if (input === undefined) return undefined;
  checkInput(input);
  return flow.session.run(sp1EmbeddedRun(flow, guest, input));
}

async function startSp1(
  flow: RunFlow,
  guest: Guest,
  chosen: ChosenHost,
  given: GuestInput | undefined,
): Promise<FinishRunResult | undefined> {
  // A host that does not name the input has its own way to it: no question.
  const takesInput = chosen.arguments === null || usesPlaceholder(chosen.arguments, "input");
  const input = takesInput ? await chooseInput(flow.memory, subjectKey(guest), given) : [];
  if (input === undefined) return undefined;
  checkInput(input);
  if (chosen.arguments !== null && input.length > 0 && onlyFile(input) === null)
    throw new CycleLensError(
      "usage",
      l10n.t("{0} takes one file as the guest's input", chosen.host.name),
      l10n.t("choose one file with “Choose Guest Input…”, or run the guest in the embedded engine"),
    );
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
