import { commands, l10n, Uri, window } from "vscode";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { deleteRun } from "../../runs/list";
import type { Handlers } from "../commands";
import { openFiles } from "../openProfile";
import type { Services } from "../services";
import { isRunElement, type RunElement, type RunsTree } from "./runsTree";

type RunCommand = Extract<keyof Handlers, `cyclelens.runs.${string}`>;

/** What the title and the context menu of the runs view do; a run arrives as the first argument. */
export function runHandlers(services: Services, tree: RunsTree): Pick<Handlers, RunCommand> {
  return {
    "cyclelens.runs.refresh": () => tree.refresh(),
    "cyclelens.runs.open": (run) => openFiles(services, [runOf(run).folder]),
    "cyclelens.runs.showFlameGraph": async (run) => {
      const { folder } = runOf(run);
      if (services.profiles.active?.folder !== folder) await openFiles(services, [folder]);
      await commands.executeCommand("cyclelens.showFlameGraph");
    },
    "cyclelens.runs.revealFolder": (run) =>
      commands.executeCommand("revealFileInOS", Uri.file(runOf(run).folder)),
    "cyclelens.runs.delete": async (run, options) => {
      const { confirmed } = (options ?? {}) as { confirmed?: unknown };
      await removeRun(services, runOf(run), confirmed === true);
      tree.refresh();
    },
  };
}

async function removeRun({ profiles }: Services, run: RunElement, confirmed: boolean): Promise<void> {
  const remove = l10n.t("Delete");
  const question = l10n.t("Delete this run of {0}?", run.guest);
  const asked = { modal: true, detail: run.folder };
  if (!confirmed && (await window.showWarningMessage(question, asked, remove)) !== remove) return;
  // `<root>/.cyclelens/runs/<id>`; only a run that stands there by that id is deleted.
  await deleteRun(path.resolve(run.folder, "..", "..", ".."), run.id);
  if (profiles.active?.folder === run.folder) await profiles.close();
}

function runOf(item: unknown): RunElement {
  if (isRunElement(item)) return item;
  throw new CycleLensError(
    "usage",
    l10n.t("this command works on a run of the list"),
    l10n.t("choose one in Runs"),
  );
}
