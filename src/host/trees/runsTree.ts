import {
  EventEmitter,
  l10n,
  RelativePattern,
  tasks,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  workspace,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import { exactAmount, metricWord } from "../../core/report/metricFigures";
import type { Delta } from "../../core/report/delta";
import { listRuns, type RunItem } from "../../protocol/requests";
import { deltaLabel } from "../compare/deltaWords";
import { taskType, views } from "../contributions";
import { failureText, isCancelled } from "../failure";
import type { Guests } from "../run/guests";
import { outcomeText } from "../outcomeText";
import type { Services } from "../services";
import { localFolders } from "../workspaceFolders";
import { profileDrop } from "./profileDrop";
import { timeLabel } from "./runTime";
import { commitText, deltaToPrevious, durationText, groupRuns, outcomeIcon, type GuestRuns } from "./runText";
import { totalsText } from "./treeText";

export interface RunElement extends RunItem {
  readonly kind: "run";
  /** Against the run of the guest before it; null where there is none to compare with. */
  readonly delta?: Delta | null;
}
type GuestElement = GuestRuns & { readonly kind: "guest" };
type Element = GuestElement | RunElement;

export function isRunElement(value: unknown): value is RunElement {
  return typeof value === "object" && value !== null && (value as RunElement).kind === "run";
}

/** `cyclelens.runs`: runs by guest over time. Files dropped on it are opened. */
export class RunsTree implements TreeDataProvider<Element>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<Element>;
  readonly #subscriptions: Disposable[];
  readonly #watched = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly services: Services,
    private readonly guests: Guests,
  ) {
    this.#view = window.createTreeView<Element>(views.runs, {
      treeDataProvider: this,
      // Two runs are compared by selecting both.
      canSelectMany: true,
      dragAndDropController: profileDrop(services),
    });
    this.#subscriptions = [
      tasks.onDidEndTaskProcess(({ execution }) => {
        if (execution.task.definition.type === taskType) this.refresh();
      }),
      services.profiles.onDidChangeActive(() => this.refresh()),
      workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
    ];
  }

  get view(): TreeView<unknown> {
    return this.#view;
  }

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(element?: Element): Promise<Element[]> {
    if (element)
      return element.kind === "guest"
        ? element.runs.map((run, at) => ({
            ...run,
            kind: "run",
            delta: deltaToPrevious(run, element.runs.slice(at + 1)),
          }))
        : [];
    if (localFolders().length === 0) return [];
    try {
      // A run stands beside its cargo workspace, which may lie inside a folder.
      const guests = await this.guests.all();
      const folders = localFolders();
      for (const root of [...folders, ...guests.map((guest) => guest.root)]) this.#watch(root);
      const groups = groupRuns(await this.services.profiles.request(listRuns, { folders }));
      this.#view.message = undefined;
      return groups.map((group) => ({ ...group, kind: "guest" }));
    } catch (error) {
      if (!isCancelled(error)) this.#view.message = failureText(error);
      return [];
    }
  }

  /** Runs of the command line or of another window appear by themselves, once this view is in use. */
  #watch(folder: string): void {
    if (this.#watched.has(folder)) return;
    this.#watched.add(folder);
    const watcher = workspace.createFileSystemWatcher(
      new RelativePattern(folder, ".cyclelens/runs/*/run.json"),
      false,
      true,
      false,
    );
    this.#subscriptions.push(
      watcher,
      watcher.onDidCreate(() => this.#refreshSoon()),
      watcher.onDidDelete(() => this.#refreshSoon()),
    );
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), 300);
  }

  getTreeItem(element: Element): TreeItem {
    return element.kind === "guest"
      ? guestItem(element)
      : runItem(element, this.services.profiles.active?.folder ?? null);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function guestItem({ guest, runs }: GuestElement): TreeItem {
  const item = new TreeItem(guest, TreeItemCollapsibleState.Expanded);
  item.id = `guest:${guest}`;
  item.description = runs.length === 1 ? l10n.t("1 run") : l10n.t("{0} runs", runs.length);
  item.iconPath = new ThemeIcon("package");
  item.contextValue = "guest";
  return item;
}

function runItem(run: RunElement, activeFolder: string | null): TreeItem {
  const label = timeLabel(new Date(run.startedAt), new Date()) ?? run.id;
  const isOpen = run.folder === activeFolder;
  // A sign, not a highlight: that is the colour of a search match.
  const star = run.baseline === null ? "" : "★ ";
  const item = new TreeItem(`${isOpen ? "● " : ""}${star}${label}`);
  const commit = commitText(run.commit, run.dirty);
  const change = run.delta ? deltaLabel(run.delta) : "";
  const { icon, color } = outcomeIcon(run.outcome);
  const isWhole = run.outcome === "ok" || run.problem !== undefined;
  item.id = `run:${run.folder}`;
  item.description = [
    ...(change === "" ? [] : [change]),
    ...(commit === null ? [] : [commit]),
    ...(isWhole ? [] : [outcomeText(run.outcome)]),
    run.problem ?? totalsText(run.totals),
    ...(run.baseline === null ? [] : [run.baseline]),
  ].join("  ");
  item.iconPath = new ThemeIcon(icon, color === null ? undefined : new ThemeColor(color));
  item.tooltip = runTooltip(run, commit);
  item.contextValue = run.baseline === null ? "run" : "run baseline";
  item.accessibilityInformation = {
    label: [
      label,
      ...(isOpen ? [l10n.t("open")] : []),
      ...(run.outcome === "ok" ? [run.outcome] : []),
      item.description,
    ].join(", "),
  };
  item.command = { command: "cyclelens.runs.open", title: l10n.t("Open Run"), arguments: [run] };
  return item;
}

function runTooltip(run: RunElement, commit: string | null): string {
  const duration = durationText(run.durationMs);
  return [
    `${run.guest} · ${outcomeText(run.outcome)}`,
    run.startedAt,
    ...(run.problem === undefined ? [run.engine] : [run.problem]),
    ...(duration === null ? [] : [duration]),
    ...(commit === null ? [] : [l10n.t("commit {0}", commit)]),
    ...(run.baseline === null ? [] : [l10n.t("baseline: {0}", run.baseline)]),
    ...(run.delta ? [l10n.t("against the run before: {0}", deltaLabel(run.delta))] : []),
    "",
    ...Object.entries(run.totals).flatMap(([id, value]) =>
      value === null ? [] : [`${metricWord(id)}: ${exactAmount(value, id)}`],
    ),
    "",
    run.folder,
  ].join("\n");
}
