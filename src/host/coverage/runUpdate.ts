import { stat } from "node:fs/promises";
import { l10n, window, workspace } from "vscode";
import { CycleLensError } from "../../core/errors";
import type { RunUpdate } from "../../protocol/coverage";
import { showFailure } from "../failure";
import { runTask, stepTask } from "../run/runTask";
import { requireTrust } from "../run/trust";
import type { Services } from "../services";
import { commandText, runUpdateOf } from "./updateArgv";

/** Says what must still be run after a fix, and runs it where the user says so. Does not wait for the answer. */
export async function offerUpdate(services: Services, update: unknown): Promise<void> {
  const known = await checked(update);
  const text = commandText(known.then);
  if (!workspace.isTrusted) {
    void window.showInformationMessage(l10n.t("The manifest is changed. Still to run: {0}", text));
    return;
  }
  const run = l10n.t("Run in Terminal");
  void window
    .showInformationMessage(l10n.t("The manifest is changed. Still to run: {0}", text), run)
    .then((answer) => (answer === run ? runUpdate(known) : undefined))
    .then(undefined, (error: unknown) => showFailure(services, error));
}

/** Each argv a task of its own, one after the other, ending with the first that fails. */
async function runUpdate(update: unknown): Promise<void> {
  requireTrust();
  const { cwd, then } = await checked(update);
  await saveManifests();
  for (const argv of then) {
    const task = stepTask({
      step: "update",
      name: argv.join(" "),
      process: { argv, cwd, env: {} },
      problems: false,
    });
    const end = await runTask(task, () => undefined);
    if (end !== 0)
      throw new CycleLensError(
        "tool-failed",
        l10n.t("{0} ended with {1}", argv.join(" "), String(end)),
        l10n.t("its output is in the terminal"),
      );
  }
}

/** Only cargo's own change of the lock, only in a folder that is there. */
async function checked(update: unknown): Promise<RunUpdate> {
  const known = runUpdateOf(update);
  const folder = known && (await stat(known.cwd).catch(() => null));
  if (known && folder?.isDirectory()) return known;
  throw new CycleLensError(
    "usage",
    l10n.t("nothing of this can be run"),
    l10n.t("use a quick fix in Cargo.toml"),
  );
}

/** cargo reads what is on disk. */
async function saveManifests(): Promise<void> {
  const changed = workspace.textDocuments.filter(
    ({ isDirty, fileName }) => isDirty && fileName.endsWith("Cargo.toml"),
  );
  for (const document of changed) await document.save();
}
