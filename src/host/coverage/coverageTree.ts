import {
  EventEmitter,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import type { CoverageWords } from "../../protocol/coverageWords";
import { setContext } from "../contextKeys";
import { views } from "../contributions";
import { coverageNodes, type CoverageNode } from "./coverageNodes";
import type { CoverageStore } from "./coverageStore";
import { unpatchedOperations } from "./guestViews";

const icons: Readonly<Record<CoverageNode["icon"], ThemeIcon | undefined>> = {
  accelerated: new ThemeIcon("pass", new ThemeColor("testing.iconPassed")),
  unpatched: new ThemeIcon("error", new ThemeColor("testing.iconFailed")),
  unused: new ThemeIcon("circle-slash", new ThemeColor("list.warningForeground")),
  drifted: new ThemeIcon("git-compare", new ThemeColor("list.warningForeground")),
  inert: new ThemeIcon("debug-disconnect", new ThemeColor("list.warningForeground")),
  unavailable: new ThemeIcon("dash"),
  unknown: new ThemeIcon("question"),
  absent: new ThemeIcon("circle-outline"),
  error: new ThemeIcon("error", new ThemeColor("list.errorForeground")),
  warning: new ThemeIcon("warning", new ThemeColor("list.warningForeground")),
  info: new ThemeIcon("info"),
  guest: new ThemeIcon("package"),
  none: undefined,
};

/** `cyclelens.coverage`: guests with their figures, then operation × guest with state, crates and what to do. */
export class CoverageTree implements TreeDataProvider<CoverageNode>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly view: TreeView<CoverageNode>;
  readonly #subscriptions: Disposable[];
  #filter = "";

  constructor(
    private readonly store: CoverageStore,
    private readonly words: CoverageWords,
  ) {
    this.view = window.createTreeView<CoverageNode>(views.coverage, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscriptions = [
      store.onDidChange(() => this.#show()),
      store.keepFor(() => this.view.visible),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) void store.ask();
      }),
    ];
  }

  /** Asks for a filter, or takes the given one; an empty one shows everything. */
  async filter(text?: string): Promise<void> {
    const prompt = l10n.t(
      "Show operations, guests, crates and states that contain this text; empty shows all",
    );
    const answer = text ?? (await window.showInputBox({ prompt, value: this.#filter }));
    if (answer === undefined) return;
    this.#filter = answer.trim();
    setContext("cyclelens.coverageFiltered", this.#filter !== "");
    this.#show();
  }

  async getChildren(node?: CoverageNode): Promise<CoverageNode[]> {
    if (node) return [...node.children];
    await this.store.ask();
    const { guests, metric } = this.store;
    return [...coverageNodes(guests, { words: this.words, filter: this.#filter, metric })];
  }

  getTreeItem(node: CoverageNode): TreeItem {
    const state =
      node.children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
    const item = new TreeItem(node.label, state);
    item.id = node.id;
    item.description = node.description;
    // Plain text: names come from files.
    item.tooltip = node.tooltip || node.label;
    item.iconPath = icons[node.icon];
    item.contextValue = [node.kind, ...(node.place ? ["place"] : []), ...(node.fix ? ["fix"] : [])].join(" ");
    item.accessibilityInformation = { label: [node.label, node.description].filter(Boolean).join(", ") };
    if (node.place && node.kind !== "operation" && node.kind !== "guest")
      item.command = {
        command: "cyclelens.coverage.reveal",
        title: l10n.t("Reveal in Manifest"),
        arguments: [node],
      };
    return item;
  }

  #show(): void {
    const open = unpatchedOperations(this.store.guests);
    this.view.badge =
      open === 0
        ? undefined
        : {
            value: open,
            tooltip: open === 1 ? l10n.t("1 unpatched operation") : l10n.t("{0} unpatched operations", open),
          };
    this.view.message = this.store.problem ?? undefined;
    this.view.description = this.#filter === "" ? undefined : `“${this.#filter}”`;
    this.#changed.fire();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.view.dispose();
    this.#changed.dispose();
  }
}
