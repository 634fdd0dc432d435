import { l10n, window } from "vscode";

/** Asks for an ELF; undefined where the user cancelled. `label` is the dialog's button. */
export async function pickElf(label: string): Promise<string | undefined> {
  const title = l10n.t("A compiled guest (RISC-V ELF)");
  return (await window.showOpenDialog({ openLabel: label, title }))?.[0]?.fsPath;
}
