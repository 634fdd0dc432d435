import { existsSync } from "node:fs";
import { commands, l10n } from "vscode";
import { ActionableError } from "../failure";
import type { GuestInput } from "./guestInput";

/** Throws where a file of a chosen input has gone. */
export function checkInput(input: GuestInput): void {
  const gone = input.find((value) => value.kind === "file" && !existsSync(value.file));
  if (gone?.kind !== "file") return;
  throw new ActionableError(
    "not-found",
    l10n.t("the input {0} is not there any more", gone.file),
    l10n.t("choose another one"),
    [{ title: l10n.t("Choose Guest Input…"), run: () => commands.executeCommand("cyclelens.chooseInput") }],
  );
}
