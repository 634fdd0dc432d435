import { commands, l10n, window } from "vscode";
import type { FinishRunResult } from "../../protocol/requests";
import { showActions, showFailure, type Action } from "../failure";
import { outcomeText } from "../outcomeText";
import type { Services } from "../services";
import { faultLine } from "./faultLine";
import type { RunRequest } from "./memory";
import { missingInput } from "./missingInput";

/** A run that did not end well is said once; a good one speaks through the views. `request`: what a re-run does again. */
export function reportOutcome(
  { summary }: FinishRunResult,
  request: RunRequest | null,
  services: Pick<Services, "reveal" | "log">,
): void {
  const { status, message } = summary.outcome;
  if (status === "ok") return;
  const missing = missingInput(message);
  const again = missing && inputOf(request);
  const text =
    missing === null
      ? l10n.t("The profile of {0} is not of a whole run: {1}", summary.title, message ?? outcomeText(status))
      : l10n.t(
          "{0} reads more input than it was given ({1} of {2} bytes): the profile ends there.",
          summary.title,
          missing.given,
          missing.wanted,
        );
  void showActions("warning", text, [
    ...(again ? [again] : placeOf(message, services)),
    { title: l10n.t("Show Terminal"), run: () => window.activeTerminal?.show(true) },
  ]).catch((error: unknown) => showFailure(services, error));
}

function placeOf(message: string | null, { reveal }: Pick<Services, "reveal">): readonly Action[] {
  const at = faultLine(message);
  return at === null ? [] : [{ title: l10n.t("Show Line"), run: () => reveal(at.file, at.line) }];
}

function inputOf(request: RunRequest | null): Action | null {
  if (request === null || request.kind === "prover" || request.kind === "openvm") return null;
  const { kind } = request;
  const subject = kind === "elf" ? { elf: request.elf } : { guest: { ...request } };
  return {
    title: l10n.t("Choose Input and Run Again…"),
    run: async () => {
      const isChosen = await commands.executeCommand<boolean>("cyclelens.chooseInput", subject);
      if (isChosen) await commands.executeCommand("cyclelens.rerun");
    },
  };
}
