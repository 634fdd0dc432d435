import { l10n, window, workspace, type LogOutputChannel } from "vscode";
import type { ErrorHandler, LanguageClientOptions } from "vscode-languageclient/node";
import type * as client from "vscode-languageclient/node";
import { hoverCommands } from "../protocol/hoverCommands";

type Library = typeof client;

/** What patch coverage reads. */
const coverageFiles = "**/{Cargo.toml,Cargo.lock,openvm.toml,cyclelens.rules.json,config.toml}";

export function clientOptions(library: Library, log: LogOutputChannel): LanguageClientOptions {
  return {
    // By path: whether another extension calls these files Rust or TOML does not matter.
    documentSelector: ["**/*.rs", "**/Cargo.toml", "**/openvm.toml"].map((pattern) => ({
      scheme: "file",
      pattern,
    })),
    // What is not open changes on disk: by cargo, by git.
    synchronize: {
      configurationSection: "cyclelens",
      fileEvents: workspace.createFileSystemWatcher(coverageFiles),
    },
    initializationOptions: { commands: true, progress: true },
    outputChannel: log,
    revealOutputChannelOn: library.RevealOutputChannelOn.Never,
    markdown: { isTrusted: { enabledCommands: hoverCommands } },
    errorHandler: restarting(library, log),
  };
}

const restartWindowMs = 3 * 60_000;
const mostRestarts = 3;

/** Restarts a server that died, and says so once; one that keeps dying stays down. */
function restarting({ CloseAction, ErrorAction }: Library, log: LogOutputChannel): ErrorHandler {
  const restarts: number[] = [];
  let told = false;
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      const now = Date.now();
      while (restarts.length > 0 && now - restarts[0]! > restartWindowMs) restarts.shift();
      restarts.push(now);
      if (restarts.length > mostRestarts) {
        log.error("the language server died again and is not restarted");
        void window.showErrorMessage(
          l10n.t(
            "The CycleLens language server keeps failing. See the log; reload the window to start it again.",
          ),
        );
        return { action: CloseAction.DoNotRestart, handled: true };
      }
      log.warn("the language server died and is restarted");
      if (!told)
        void window.showWarningMessage(l10n.t("The CycleLens language server failed and was restarted."));
      told = true;
      return { action: CloseAction.Restart, handled: true };
    },
  };
}
