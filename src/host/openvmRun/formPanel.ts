import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Disposable, l10n, ViewColumn, window, workspace, type WebviewPanel } from "vscode";
import type { BenchmarkChoice, BenchmarkTarget } from "../../toolchains/openvmBench";
import { openvmRunWords } from "../../protocol/openvmRunWords";
import { showFailure } from "../failure";
import { localised } from "../localised";
import type { Services } from "../services";
import { tabIcon } from "../tabIcon";
import { WebviewPage } from "../webviewPage";
import { benchKey, type BenchMemory } from "./benchMemory";
import type { BenchTargets } from "./benchTargets";
import { draftText, type Draft } from "./draft";
import { connectForm } from "./formBridge";

export const openvmRunViewType = "cyclelens.openvmRun";

export interface FormPanelOptions {
  readonly services: Services;
  readonly found: BenchTargets;
  readonly memory: BenchMemory;
  readonly isRunning: () => boolean;
  readonly start: (target: BenchmarkTarget, choice: BenchmarkChoice) => Promise<void>;
  readonly gone: () => void;
}

export function createFormPanel(): WebviewPanel {
  return window.createWebviewPanel(openvmRunViewType, l10n.t("OpenVM Benchmark"), ViewColumn.Active, {
    enableFindWidget: true,
  });
}

/** The form as a tab. The host holds what is filled in: a page that was hidden is painted anew. */
export class FormPanel {
  readonly #panel: WebviewPanel;
  readonly #refresh: () => void;

  /** @param draft what was filled in before the window was reloaded; null for a new form. */
  constructor(panel: WebviewPanel, draft: Draft | null, options: FormPanelOptions) {
    const { services, found, memory, isRunning, start, gone } = options;
    this.#panel = panel;
    const page = new WebviewPage(services, panel.webview);
    const words = localised(openvmRunWords);
    const { targets, lines } = found;
    const drafted = targets.findIndex((target) => benchKey(target) === draft?.program);
    const last = targets.findIndex((target) => benchKey(target) === memory.last);
    const bridge = connectForm(page.channel, {
      words,
      targets,
      lines,
      first: drafted >= 0 ? drafted : Math.max(0, last),
      draft: drafted >= 0 ? draft!.choice : null,
      kept: (target, choice) => draftText({ program: benchKey(targets[target]!), choice }),
      recall: (target) => memory.choiceOf(targets[target]!),
      absolute: (path, target) =>
        path.startsWith("~/")
          ? join(homedir(), path.slice(2))
          : resolve(dirname(targets[target]!.manifestPath), path),
      isFolder: async (path) => (await stat(path).catch(() => null))?.isDirectory() ?? false,
      chooseFolder: async () => {
        const picked = await window.showOpenDialog({
          canSelectFiles: false,
          canSelectFolders: true,
          openLabel: l10n.t("Use as KZG Parameters"),
        });
        return picked?.[0]?.fsPath ?? null;
      },
      blocked: () => (!workspace.isTrusted ? words.blockedTrust : isRunning() ? words.blockedRunning : ""),
      start: async (target, choice) => {
        await memory.remember(targets[target]!, choice);
        await start(targets[target]!, choice);
      },
      failed: (error) => showFailure(services, error),
    });
    this.#refresh = () => bridge.refresh();
    const disposables = [
      page,
      workspace.onDidGrantWorkspaceTrust(() => bridge.refresh()),
      panel.onDidChangeViewState(() => bridge.refresh()),
    ];
    panel.onDidDispose(() => {
      Disposable.from(...disposables).dispose();
      gone();
    });
    panel.iconPath = tabIcon(services.context, "tab");
    page.load("openvmRun");
  }

  show(): void {
    this.#panel.reveal(undefined, false);
  }

  /** What can be started may have changed. */
  refresh(): void {
    this.#refresh();
  }

  dispose(): void {
    this.#panel.dispose();
  }
}
