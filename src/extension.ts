import { l10n, window, type ExtensionContext } from "vscode";
import { registerFlameGraph } from "./host/flame/registerFlameGraph";
import { registerHost } from "./host/registerHost";
import { pendingProfiles } from "./host/pendingProfiles";
import type { Services } from "./host/services";

/** Composition root: builds the services once and hands them to every feature. */
export async function activate(context: ExtensionContext): Promise<void> {
  try {
    const log = window.createOutputChannel("CycleLens", { log: true });
    const profiles = pendingProfiles();
    const services: Services = { context, log, profiles, reveal: () => Promise.resolve() };
    context.subscriptions.push(log, profiles, registerHost(services), registerFlameGraph(services));
  } catch (error) {
    // The editor does not show a failed activation by itself.
    void window.showErrorMessage(
      l10n.t("CycleLens could not start: {0}", error instanceof Error ? error.message : String(error)),
    );
    throw error;
  }
}
