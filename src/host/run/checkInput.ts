import { existsSync } from "node:fs";
import { commands, l10n } from "vscode";
import { ActionableError } from "../failure";

/** Throws where a chosen input has gone; null is none. */
export function checkInput(input: string | null): void {
  if (input === null || existsSync(input)) return;
  throw new ActionableError(
    "not-found",
    l10n.t("the input {0} is not there any more", input),
    l10n.t("choose another one"),
    [{ title: l10n.t("Choose Guest Input…"), run: () => commands.executeCommand("cyclelens.chooseInput") }],
  );
}
