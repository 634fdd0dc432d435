import { l10n } from "vscode";

/** How a run ended, in words; a status that a newer version wrote as it stands there. */
export function outcomeText(status: string): string {
  switch (status) {
    case "guest-error":
      return l10n.t("failed");
    case "step-limit":
      return l10n.t("ended at the step limit");
    case "truncated":
      return l10n.t("cut short");
    case "cancelled":
      return l10n.t("stopped");
    case "corrupt":
      return l10n.t("cannot be read");
    default:
      return status;
  }
}
