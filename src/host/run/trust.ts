import { commands, l10n, workspace } from "vscode";
import { ActionableError } from "../failure";

/** Throws in Restricted Mode: asked in every action that starts a process, at the time it starts it. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new ActionableError(
    "untrusted",
    l10n.t("this workspace is in Restricted Mode, where nothing of it is built or run"),
    l10n.t("trust it to profile; recorded profiles can be opened without"),
    [
      {
        title: l10n.t("Manage Workspace Trust"),
        run: () => commands.executeCommand("workbench.trust.manage"),
      },
    ],
  );
}
