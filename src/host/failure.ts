import { commands, l10n, window } from "vscode";
import { CycleLensError } from "../core/errors";
import { sentence } from "./sentence";
import type { Services } from "./services";

/** One thing to do next, as a button under a message. */
export interface Action {
  readonly title: string;
  readonly run: () => unknown;
}

/** An error whose message carries buttons; what was cancelled is never shown. */
export class ActionableError extends CycleLensError {
  constructor(
    kind: CycleLensError["kind"],
    message: string,
    hint: string,
    readonly actions: readonly Action[],
  ) {
    super(kind, message, hint);
  }
}

/** Shows what failed and what to do; the log has the whole. Never rejects, and never waits for the answer. */
export function showFailure(services: Pick<Services, "log">, error: unknown): void {
  if (isCancelled(error)) return;
  services.log.error(error instanceof Error ? error : String(error));
  const actions = error instanceof ActionableError ? error.actions : [logAction(services)];
  void showActions("error", failureText(error), actions);
}

/** Cancelled by the user: our own error, or what a language client rejects with. */
export function isCancelled(error: unknown): boolean {
  if (CycleLensError.is(error, "cancelled")) return true;
  return error instanceof Error && (error.name === "Canceled" || error.name === "CancellationError");
}

export function failureText(error: unknown): string {
  if (CycleLensError.is(error))
    return error.hint === "" ? sentence(error.message) : `${sentence(error.message)} ${sentence(error.hint)}`;
  return sentence(error instanceof Error ? error.message : String(error));
}

/** A message with buttons; the answer runs its action. */
export async function showActions(
  kind: "error" | "warning" | "information",
  text: string,
  actions: readonly Action[],
): Promise<void> {
  const show = {
    error: window.showErrorMessage,
    warning: window.showWarningMessage,
    information: window.showInformationMessage,
  }[kind];
  const titles = actions.map((action) => action.title);
  const answer = await show(text, ...titles);
  await actions.find((action) => action.title === answer)?.run();
}

export function logAction({ log }: Pick<Services, "log">): Action {
  return { title: l10n.t("Show Log"), run: () => log.show() };
}

export function settingAction(id: string): Action {
  return {
    title: l10n.t("Open Settings"),
    run: () => commands.executeCommand("workbench.action.openSettings", id),
  };
}
