import * as vscode from "vscode";

/** What a try that failed half-way may have left open, so that the next one starts as the first did. */
export async function cleared(): Promise<void> {
  for (const command of [
    "workbench.action.closeQuickOpen",
    "cyclelens.stop",
    "workbench.action.revertAndCloseActiveEditor",
    "workbench.action.closeAllEditors",
    "notifications.clearAll",
  ])
    await vscode.commands.executeCommand(command).then(undefined, () => undefined);
}
