import { commands, l10n, Uri, window, workspace } from "vscode";
import path from "node:path";
import { CycleLensError } from "../../core/errors";
import { deleteRun } from "../../runs/list";
import type { Handlers } from "../commands";
import { openFiles } from "../openProfile";
import type { Services } from "../services";
import { isRunElement, type RunElement, type RunsTree } from "./runsTree";
import { timeLabel } from "./runTime";

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
  const time = timeLabel(new Date(run.startedAt), new Date()) ?? run.id;
  const question = l10n.t("Delete the run of {0} from {1}?", run.guest, time);
  const detail = [
    l10n.t("Its profile is deleted from the disk: {0}", workspace.asRelativePath(run.folder)),
    ...(run.baseline === null
      ? []
      : [l10n.t("It is the baseline “{0}”: other runs are compared with it.", run.baseline)]),
  ];
  const asked = { modal: true, detail: detail.join("\n") };
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
