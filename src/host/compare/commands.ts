import { commands, Disposable, l10n, window } from "vscode";
import { CycleLensError } from "../../core/errors";
import { removeBaseline, setBaseline, type ComparisonSummary } from "../../protocol/compare";
import { registerCommands } from "../commands";
import { setContext } from "../contextKeys";
import { showActions } from "../failure";
import { openFiles } from "../openProfile";
import type { Services } from "../services";
import { isRunElement, type RunElement } from "../trees/runsTree";
import { History } from "./history";
import { pickBase, pickRun } from "./pickRun";
import { watchBaselines } from "./watchBaselines";

/** What the commands turn in the side bar. */
export interface ComparedViews {
  refreshRuns(): void;
  sortByChange(on: boolean): void;
}

/** Baselines and comparisons: their commands. A run of the list arrives as the first argument, those selected as the second. */
export function registerCompare(services: Services, views: ComparedViews): Disposable {
  const history = new History(services);
  const sort = (on: boolean): void => {
    setContext("cyclelens.sortedByChange", on);
    views.sortByChange(on);
  };
  return Disposable.from(
    history,
    watchBaselines(() => {
      views.refreshRuns();
      services.comparison.again();
    }),
    registerCommands(services, {
      "cyclelens.setBaseline": async (target) => {
        const run = await runFor(services, target);
        if (run === undefined) return undefined;
        const { name } = await services.profiles.request(setBaseline, { folder: run });
        views.refreshRuns();
        await services.comparison.use({ kind: "baseline" });
        void window.setStatusBarMessage(
          l10n.t("Runs are compared with this one from now on: it is “{0}”", name),
          5000,
        );
        return name;
      },
      "cyclelens.runs.removeBaseline": async (target) => {
        const folder = folderOf(target);
        if (folder === null) throw notARun();
        await services.profiles.request(removeBaseline, { folder });
        views.refreshRuns();
        if (services.comparison.against.kind === "baseline")
          await services.comparison.use({ kind: "baseline" });
      },
      "cyclelens.compareWith": (target, selected) => compareWith(services, target, selected, sort),
      "cyclelens.clearComparison": async () => {
        sort(false);
        await services.comparison.use({ kind: "off" });
      },
      "cyclelens.compare.sortByChange": () => sort(true),
      "cyclelens.compare.sortByCost": () => sort(false),
      "cyclelens.showHistory": (target) => history.show(target),
    }),
  );
}

/**
 * `Compare With…`: the run that it was asked of becomes the open one, the one that is chosen the base. Of two
 * selected runs the older one is the base. Takes `{ files }` as second argument; gives what is compared.
 */
async function compareWith(
  services: Services,
  target: unknown,
  selected: unknown,
  sort: (on: boolean) => void,
): Promise<ComparisonSummary | null | undefined> {
  const { profiles, comparison } = services;
  const [older, newer] = twoSelected(selected);
  const folder = newer?.folder ?? folderOf(target);
  if (folder === null && profiles.active === null) {
    const run = await pickRun(services, l10n.t("Which run to look at?"));
    if (run === undefined) return undefined;
    return compareWith(services, { ...run, kind: "run" }, undefined, sort);
  }
  const asked = profiles.opened;
  const files = older ? [older.folder] : (filesOf(selected) ?? (await askBase(services, target)));
  if (files === undefined || files.length === 0) return undefined;
  // A run that ended while the question stood is open now: the answer is of the one that was asked about.
  if (folder === null && asked !== null && profiles.opened !== asked)
    await openFiles(services, asked.files, asked.elf);
  // Nothing is compared meanwhile: opening would start a comparison of its own.
  if (folder !== null && profiles.active?.folder !== folder) await openFiles(services, [folder]);
  const summary = await comparison.use({ kind: "files", files });
  if (summary === null) return null;
  sort(true);
  if (summary.marks.length > 0)
    void showActions("warning", summary.marks.slice(0, 3).join(" "), [
      { title: l10n.t("Clear Comparison"), run: () => comparison.use({ kind: "off" }) },
    ]);
  await commands.executeCommand(summary.hasCallTree ? "cyclelens.showFlameGraph" : "cyclelens.hot.focus");
  return summary;
}

function askBase(services: Services, target: unknown): Promise<readonly string[] | undefined> {
  if (isRunElement(target)) return pickBase(services, target);
  const active = services.profiles.active;
  const [, machine = null] = /Z-([A-Za-z0-9]+)-/.exec(active?.folder ?? "") ?? [];
  return pickBase(services, { folder: active?.folder ?? null, guest: active?.title ?? "", machine });
}

/** The folder of the run that is meant: the item's, the open one's, else the user's pick. */
async function runFor(services: Services, target: unknown): Promise<string | undefined> {
  const folder = folderOf(target) ?? services.profiles.active?.folder ?? null;
  return folder ?? (await pickRun(services, l10n.t("Which run is the baseline?")))?.folder;
}

function folderOf(target: unknown): string | null {
  if (isRunElement(target)) return target.folder;
  const { folder } = (typeof target === "object" && target !== null ? target : {}) as { folder?: unknown };
  return typeof folder === "string" ? folder : null;
}

function twoSelected(selected: unknown): readonly [RunElement, RunElement] | readonly [] {
  if (!Array.isArray(selected)) return [];
  const runs = selected.filter(isRunElement);
  const [a, b] = runs;
  if (runs.length !== 2 || !a || !b) return [];
  return a.startedAt <= b.startedAt ? [a, b] : [b, a];
}

function filesOf(value: unknown): readonly string[] | null {
  const { files } = (typeof value === "object" && value !== null ? value : {}) as { files?: unknown };
  return Array.isArray(files) ? files.filter((file) => typeof file === "string") : null;
}

function notARun(): CycleLensError {
  return new CycleLensError(
    "usage",
    l10n.t("this command works on a run of the list"),
    l10n.t("choose one in Runs"),
  );
}
