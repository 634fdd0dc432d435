import { existsSync, readdirSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

/** The copied fixture workspace; its name holds spaces, quotes and `$(x)`. */
export const workspaceFolder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;
export const guestFolder = (): string => path.join(workspaceFolder(), "guest");
export const guestFile = (...parts: string[]): string => path.join(guestFolder(), ...parts);

/** Absolute path of ziskemu, handed over by the test runner; null where there is none. */
export const ziskemu: string | null = process.env.CYCLELENS_ZISKEMU ?? null;
export const noZiskemu = "ziskemu not found: cargo install ziskemu --version 1.4.0-alpha --locked";

/** Complete runs of the guest, newest first. */
export function runFolders(): string[] {
  const runs = guestFile(".cyclelens", "runs");
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((name) => existsSync(path.join(runs, name, "run.json")) && !name.startsWith("."))
    .sort()
    .reverse()
    .map((name) => path.join(runs, name));
}

export async function openSource(name: string, line = 0): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(guestFile("src", name)));
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.One,
    preview: false,
  });
  editor.selection = new vscode.Selection(line, 0, line, 0);
  editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.InCenter);
  return editor;
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
