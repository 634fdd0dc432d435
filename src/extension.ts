import { l10n, window, type ExtensionContext } from "vscode";
import { ServerProfiles } from "./host/client";
import { Comparison } from "./host/compare/comparison";
import { registerCoverage } from "./host/coverage/registerCoverage";
import { registerEditorCosts } from "./host/editorCosts";
import { registerFlameGraph } from "./host/flame/registerFlameGraph";
import { registerMetrics } from "./host/openvm/registerMetrics";
import { registerHost } from "./host/registerHost";
import { createReveal } from "./host/reveal";
import type { Services } from "./host/services";

/** Composition root: builds the services once and hands them to every feature. */
export function activate(context: ExtensionContext): void {
  try {
    const log = window.createOutputChannel("CycleLens", { log: true });
    const profiles = new ServerProfiles({ context, log });
    const comparison = new Comparison({ profiles, log }, context.workspaceState);
    const services: Services = { context, log, profiles, comparison, reveal: createReveal({ profiles }) };
    context.subscriptions.push(
      log,
      profiles,
      comparison,
      registerHost(services),
      registerFlameGraph(services),
      registerEditorCosts(services),
      registerCoverage(services),
      registerMetrics(services),
    );
  } catch (error) {
    // The editor does not show a failed activation by itself.
    const message = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t("CycleLens could not start: {0}", message));
    throw error;
  }
}
