import { readFile } from "node:fs/promises";
import path from "node:path";
import { commands, l10n, Uri } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { FinishRunResult } from "../../protocol/requests";
import { discardRun } from "../../runs/create";
import { ActionableError, failureText, isCancelled, logAction, showFailure } from "../failure";
import type { Services } from "../services";
import type { RunEnd } from "./machineRun";
import { showTerminal } from "./runTask";

/**
 * Reads what a tool left in its folder into a profile. A tool that failed and left none is forgotten;
 * what a tool did finish stays for another try, whatever went wrong with reading it.
 */
export async function importRun(
  services: Services,
  { folder, exitCode, terminal }: RunEnd,
  tool: string,
): Promise<FinishRunResult> {
  try {
    return await services.profiles.finish(folder);
  } catch (error) {
    if (exitCode === 0) throw kept(services, folder, error);
    const printed = await readFile(path.join(folder, "stderr.txt"), "utf8").catch(() => "");
    await discardRun(folder);
    services.log.error(failureText(error));
    throw new ActionableError(
      "tool-failed",
      l10n.t("{0} failed (exit code {1}) and left no profile", tool, exitCode),
      lastLine(printed) || l10n.t("what it says is in the terminal"),
      [{ title: l10n.t("Show Terminal"), run: () => showTerminal(terminal) }, logAction(services)],
    );
  }
}

function kept(services: Services, folder: string, error: unknown): unknown {
  if (isCancelled(error)) return error;
  const { kind, message, hint } = CycleLensError.is(error)
    ? error
    : new CycleLensError("io", error instanceof Error ? error.message : String(error), "");
  return new ActionableError(kind, l10n.t("the run is done, but it could not be read: {0}", message), hint, [
    {
      title: l10n.t("Try Again"),
      run: () =>
        services.profiles
          .finish(folder)
          .catch((again: unknown) => showFailure(services, kept(services, folder, again))),
    },
    { title: l10n.t("Show Files"), run: () => commands.executeCommand("revealFileInOS", Uri.file(folder)) },
    logAction(services),
  ]);
}

/** What the tool said last, cut to a message's length. */
function lastLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return (lines.filter((line) => line !== "" && !line.startsWith("note:")).at(-1) ?? "").slice(0, 300);
}
