import {
  commands,
  EventEmitter,
  l10n,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  Disposable,
  type TreeDataProvider,
  type TreeView,
} from "vscode";
import type { Metric } from "../../core/profile/model";
import type { Delta } from "../../core/report/delta";
import { formatPercent, shareOf } from "../../core/report/figures";
import { formatAmount, metricWord } from "../../core/report/metricFigures";
import { hotFunctions, type HotFunction } from "../../protocol/requests";
import { setContext } from "../contextKeys";
import { views } from "../contributions";
import { failureText, isCancelled } from "../failure";
import type { Services } from "../services";
import { metricIn } from "../metricIn";
import { functionTreeItem, type FunctionElement } from "./functionItem";
import { libraryResource } from "./libraryDecorations";
import { groupByCrate, wholeOf } from "./treeText";

interface CrateElement {
  readonly kind: "crate";
  readonly crate: string;
  readonly library: boolean;
  readonly self: number | null;
  readonly share: number | null;
  readonly rows: readonly FunctionElement[];
}
interface MoreElement {
  readonly kind: "more";
  readonly count: number;
}
type Element = FunctionElement | CrateElement | MoreElement;

/** How many functions the list holds; the filter finds the others. */
const limit = 500;

/** `cyclelens.hot`: the functions by what they cost, flat or by crate. */
export class HotTree implements TreeDataProvider<Element>, Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<Element>;
  readonly #subscription: Disposable;
  #filter = "";
  #grouped = false;
  #metric = "";
  #byDelta = false;
  #listed: readonly FunctionElement[] = [];
  #parents: ReadonlyMap<FunctionElement, CrateElement> = new Map();

  constructor(private readonly services: Services) {
    this.#view = window.createTreeView<Element>(views.hot, { treeDataProvider: this, showCollapseAll: true });
    this.#subscription = Disposable.from(
      services.profiles.onDidChangeActive(() => this.refresh()),
      services.comparison.onDidChange(() => this.refresh()),
    );
  }

  /** The largest change first, while runs are compared. */
  sortByChange(on: boolean): void {
    this.#byDelta = on;
    this.refresh();
  }

  refresh(): void {
    this.#describe(this.services.profiles.active ? this.#metric : "");
    this.#changed.fire();
  }

  /** What the figures are of, and the filter. */
  #describe(metric: string): void {
    const filter = this.#filter === "" ? "" : `“${this.#filter}”`;
    const { current } = this.services.comparison;
    const base = current === null || metric === "" ? "" : `Δ ${current.base.baseline ?? current.base.title}`;
    this.#view.description =
      [metricWord(this.#shown(metric)), base, filter].filter(Boolean).join(" · ") || undefined;
  }

  #shown(metric = this.#metric): Metric {
    return metricIn(this.services.profiles.active, metric);
  }

  group(grouped: boolean): void {
    this.#grouped = grouped;
    setContext("cyclelens.hotGrouped", grouped);
    this.refresh();
  }

  /** Asks for a filter, or takes the given one; an empty one shows everything. */
  async filter(text?: string): Promise<void> {
    const prompt = l10n.t("Show functions whose name contains this text; empty shows all");
    const answer = text ?? (await window.showInputBox({ prompt, value: this.#filter }));
    if (answer === undefined) return;
    this.#filter = answer.trim();
    setContext("cyclelens.hotFiltered", this.#filter !== "");
    this.refresh();
  }

  /** Selects a function of the list; clears a filter that hides it. */
  async show(func: number): Promise<void> {
    const found = () => this.#listed.find((element) => element.func === func);
    await commands.executeCommand(`${views.hot}.focus`);
    if (!found() && this.#filter !== "") await this.filter("");
    await this.getChildren();
    const element = found();
    if (element) await this.#view.reveal(element, { select: true, focus: true });
  }

  getParent(element: Element): Element | undefined {
    return element.kind === "function" ? this.#parents.get(element) : undefined;
  }

  async getChildren(element?: Element): Promise<Element[]> {
    if (element) return element.kind === "crate" ? [...element.rows] : [];
    if (this.services.profiles.active === null) return [];
    try {
      const params = { filter: this.#filter, groupByCrate: this.#grouped, limit, byDelta: this.#byDelta };
      const { metric, rows, more } = await this.services.profiles.request(hotFunctions, params);
      this.#metric = metric;
      this.#describe(metric);
      this.#view.message = undefined;
      const elements = this.#elements(rows);
      const groups = this.#grouped ? crates(rows, elements) : [];
      this.#parents = new Map(groups.flatMap((group) => group.rows.map((row) => [row, group] as const)));
      const top: Element[] = this.#grouped ? [...groups] : [...elements];
      return more > 0 ? [...top, { kind: "more", count: more }] : top;
    } catch (error) {
      if (!isCancelled(error)) this.#view.message = failureText(error);
      return [];
    }
  }

  getTreeItem(element: Element): TreeItem {
    if (element.kind === "function")
      return functionTreeItem(element, this.#shown(), TreeItemCollapsibleState.None, false);
    if (element.kind === "more") {
      const item = new TreeItem(l10n.t("… {0} more", element.count));
      item.command = { command: "cyclelens.hot.filter", title: l10n.t("Filter Hot Functions…") };
      return item;
    }
    const item = new TreeItem(element.crate, TreeItemCollapsibleState.Expanded);
    item.id = `crate:${element.crate}`;
    item.description = `${formatPercent(element.share)}  ${formatAmount(element.self, this.#shown())}`;
    item.tooltip = l10n.t("{0}: what its functions cost themselves, without what they call", element.crate);
    item.iconPath = new ThemeIcon(element.library ? "library" : "package");
    if (element.library) item.resourceUri = libraryResource;
    item.contextValue = "crate";
    return item;
  }

  /** Elements keep their identity while the figures stay the same: `reveal` needs it. */
  #elements(rows: readonly HotFunction[]): readonly FunctionElement[] {
    // What is gone has no row of its own: its name tells it apart.
    const keyOf = ({ func, name }: { func: number; name: string }) => (func < 0 ? name : func);
    const before = new Map(this.#listed.map((element) => [keyOf(element), element]));
    this.#listed = rows.map((row) => {
      const old = before.get(keyOf(row));
      return old &&
        old.name === row.name &&
        old.self === row.self &&
        old.total === row.total &&
        isSameDelta(old.delta, row.delta)
        ? old
        : toElement(row);
    });
    return this.#listed;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function isSameDelta(a: Delta | undefined, b: Delta | undefined): boolean {
  return a?.base === b?.base && a?.next === b?.next && a?.missing === b?.missing;
}

function toElement(row: HotFunction): FunctionElement {
  return { ...row, kind: "function", heat: row.self ?? row.total, inlined: false, stack: () => [row.name] };
}

function crates(rows: readonly HotFunction[], elements: readonly FunctionElement[]): CrateElement[] {
  const whole = elements.map(wholeOf).find((value) => value !== null) ?? null;
  const byRow = new Map(rows.map((row, i) => [row, elements[i]!]));
  return groupByCrate(rows, l10n.t("no crate")).map((group) => ({
    ...group,
    kind: "crate",
    share: shareOf(group.self, whole),
    rows: group.rows.map((row) => byRow.get(row)!),
  }));
}
