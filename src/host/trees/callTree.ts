import {
  EventEmitter,
  l10n,
  TreeItemCollapsibleState,
  window,
  Disposable,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from "vscode";
import type { Metric } from "../../core/profile/model";
import { metricWord } from "../../core/report/metricFigures";
import { callTreeChildren, type CallTreeItem } from "../../protocol/requests";
import { setContext } from "../contextKeys";
import { views } from "../contributions";
import { failureText, isCancelled } from "../failure";
import type { Services } from "../services";
import { metricIn } from "../metricIn";
import { functionTreeItem, type FunctionElement } from "./functionItem";
import { hottestPlace } from "./hottestPlace";

/** A node of the call tree, knowing its parent so that a stack can be copied. */
export interface CallElement extends FunctionElement {
  readonly node: string;
  readonly hasChildren: boolean;
  readonly metric: string;
  readonly parent: CallElement | null;
  readonly direction: Direction;
}
type Direction = "top-down" | "bottom-up";

/** `cyclelens.callTree`: who calls what; children are asked for when a node is opened. */
export class CallTree implements TreeDataProvider<CallElement>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<CallElement>;
  readonly #subscription: Disposable;
  #direction: Direction = "top-down";
  #byDelta = false;

  constructor(private readonly services: Services) {
    this.#view = window.createTreeView<CallElement>(views.callTree, {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#subscription = Disposable.from(
      services.profiles.onDidChangeActive(() => this.#changed.fire()),
      services.comparison.onDidChange(() => this.#changed.fire()),
    );
  }

  /** The largest change first, while runs are compared. */
  sortByChange(on: boolean): void {
    this.#byDelta = on;
    this.#changed.fire();
  }

  turn(direction: Direction): void {
    this.#direction = direction;
    setContext("cyclelens.callTreeBottomUp", direction === "bottom-up");
    this.#changed.fire();
  }

  async getChildren(parent?: CallElement): Promise<CallElement[]> {
    const active = this.services.profiles.active;
    if (active === null || !active.hasCallTree) {
      this.#view.description = undefined;
      return [];
    }
    const direction = parent?.direction ?? this.#direction;
    try {
      const items = await this.services.profiles.request(callTreeChildren, {
        direction,
        node: parent?.node ?? null,
        byDelta: this.#byDelta,
      });
      this.#view.message = undefined;
      if (!parent) this.#describe(items[0]?.metric, direction);
      return items.map((item) => toElement(item, parent ?? null, direction));
    } catch (error) {
      if (!isCancelled(error)) this.#view.message = failureText(error);
      return [];
    }
  }

  /** Opens the tree at the hottest place of a function and selects it there. The focus stays where it is. */
  async show(func: number): Promise<void> {
    if (this.services.profiles.active?.hasCallTree !== true) return;
    const found = await hottestPlace<CallElement>(func, (parent) => this.getChildren(parent));
    if (found) await this.#view.reveal(found, { select: true, focus: false });
  }

  /** Beside the title: which metric the figures are of, and which way the tree is turned. */
  #describe(metric: string | undefined, direction: Direction): void {
    const turned = direction === "bottom-up" ? l10n.t("bottom-up") : undefined;
    const { current } = this.services.comparison;
    const base = current?.hasCallTree ? `Δ ${current.base.baseline ?? current.base.title}` : undefined;
    this.#view.description =
      [metric && metricWord(this.#shown(metric)), base, turned].filter(Boolean).join(" · ") || undefined;
  }

  #shown(metric: string): Metric {
    return metricIn(this.services.profiles.active, metric);
  }

  getTreeItem(element: CallElement): TreeItem {
    const state = element.hasChildren ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
    const item = functionTreeItem(element, this.#shown(element.metric), state, true);
    // What is open stays open when the metric changes, and `reveal` finds a node by it.
    const shown = this.services.comparison.current?.id ?? this.services.profiles.active?.id;
    item.id = [shown, element.direction, element.node].join(" ");
    return item;
  }

  getParent(element: CallElement): CallElement | null {
    return element.parent;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function toElement(item: CallTreeItem, parent: CallElement | null, direction: Direction): CallElement {
  const element: CallElement = {
    ...item,
    kind: "function",
    // The server's share is of what the direction orders by.
    heat: direction === "top-down" ? item.total : item.self,
    parent,
    direction,
    stack: () => stackOf(element),
  };
  return element;
}

/** Names from the innermost frame outwards, whichever way the tree is turned. */
function stackOf(element: CallElement): readonly string[] {
  const names: string[] = [];
  for (let at: CallElement | null = element; at !== null; at = at.parent) names.push(at.name);
  return element.direction === "top-down" ? names : names.reverse();
}
