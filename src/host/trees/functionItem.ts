import type { TreeItemCollapsibleState } from "vscode";
import { l10n, ThemeColor, ThemeIcon, TreeItem } from "vscode";
import { deltaKind, deltaSide } from "../../core/report/delta";
import { metricWord } from "../../core/report/metricFigures";
import type { Metric } from "../../core/profile/model";
import { deltaLines, deltaSentence } from "../compare/deltaWords";
import { changeColors } from "../contributions";
import { libraryResource } from "./libraryDecorations";
import { itemDescription, itemTooltip, type CostedItem } from "./treeText";

/** What commands on an item need; hot functions and call-tree nodes both are one. */
export interface FunctionElement extends CostedItem {
  readonly kind: "function";
  readonly shortName: string;
  readonly library: boolean;
  readonly inlined: boolean;
  /** Row of the profile's functions; -1 for an inlined frame. */
  readonly func: number;
  /** Names from this item to the root; one name where there is no tree. */
  readonly stack: () => readonly string[];
}

export function isFunctionElement(value: unknown): value is FunctionElement {
  return typeof value === "object" && value !== null && (value as FunctionElement).kind === "function";
}

/** Label: short name; description: figures; tooltip: everything; icon by kind; library crates dimmed. */
export function functionTreeItem(
  element: FunctionElement,
  metric: Metric,
  state: TreeItemCollapsibleState,
  hasStack: boolean,
): TreeItem {
  const item = new TreeItem(element.shortName, state);
  const change = element.delta === undefined ? "" : deltaSentence(element.delta, metric);
  // The change first: in a narrow side bar the end is cut off. What is gone has no figure of its own.
  const figures = element.delta?.missing === "next" ? [] : [itemDescription(element, metric)];
  item.description = [...(change === "" ? [] : [change]), ...figures].join("  ");
  const compared = element.delta === undefined ? [] : deltaLines(element.delta, metric);
  item.tooltip = [
    itemTooltip(element, metric, tooltipWords()),
    ...(compared.length === 0 ? [] : ["", ...compared]),
  ].join("\n");
  item.iconPath = icon(element);
  if (element.library) item.resourceUri = libraryResource;
  item.contextValue = [
    "function",
    ...(element.func >= 0 ? ["symbol"] : []),
    ...(hasStack ? ["stack"] : []),
  ].join(" ");
  item.accessibilityInformation = {
    label: [
      element.shortName,
      ...figures.map((text) => `${text} ${metricWord(metric)}`),
      ...(change === "" ? [] : [change]),
    ].join(", "),
  };
  if (element.file !== null)
    item.command = {
      command: "cyclelens.item.reveal",
      title: l10n.t("Reveal in Source"),
      arguments: [element],
    };
  return item;
}

function icon({ name, library, inlined, delta }: FunctionElement): ThemeIcon {
  const side = delta === undefined ? null : deltaSide(delta);
  if (side !== null) return new ThemeIcon(changeIcons[deltaKind(delta!)], new ThemeColor(changeColors[side]));
  const dimmed = library ? new ThemeColor("descriptionForeground") : undefined;
  if (inlined) return new ThemeIcon("symbol-snippet", dimmed);
  // Rows in brackets are cost outside every symbol (`[data initialisation]`).
  return new ThemeIcon(name.startsWith("[") ? "symbol-misc" : library ? "library" : "symbol-method", dimmed);
}

/** Shape and colour both say what became of it. */
const changeIcons = {
  worse: "arrow-up",
  better: "arrow-down",
  new: "diff-added",
  gone: "diff-removed",
  same: "dash",
  unknown: "dash",
} as const;

function tooltipWords() {
  return {
    self: l10n.t("self"),
    total: l10n.t("total"),
    calls: l10n.t("calls"),
    inlined: l10n.t("inlined into its caller"),
  };
}
