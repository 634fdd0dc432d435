import { bottomUpChildren, topDownChildren, type TreePlace } from "../core/analysis/callTreeItems";
import { callersCallees, type CallSide } from "../core/analysis/callersCallees";
import { hotFunctions } from "../core/analysis/hotFunctions";
import { instancesOf } from "../core/analysis/instances";
import { cell, usableMetric, wholeRun } from "../core/analysis/metrics";
import { shortName } from "../core/profile/names";
import { shareOf } from "../core/report/figures";
import type {
  CallTreeItem,
  CallTreeParams,
  FunctionInfo,
  HotFunctions,
  HotFunctionsParams,
  NamedCost,
} from "../protocol/requests";
import type { OpenedProfile } from "./profileStore";

/** Answers for the side bar and the lens menu. Paths go out as the profile has them; `reveal` maps and checks. */
export function hotFunctionsOf(opened: OpenedProfile, params: HotFunctionsParams): HotFunctions {
  const { profile, metric, library } = opened;
  const { filter, groupByCrate, limit } = params;
  return { metric, ...hotFunctions(profile, { metric, filter, groupByCrate, limit, library }) };
}

/** A metric that the call tree carries: the active one, else the first. */
function treeMetric({ profile, metric }: OpenedProfile): string {
  const tree = profile.callTree;
  if (!tree || tree.self[metric]) return metric;
  return profile.metrics.find((m) => tree.self[m.id])?.id ?? metric;
}

/** The children of a node, or the roots; empty where there is no call tree. */
export function callTreeOf(
  opened: OpenedProfile,
  { direction, node }: CallTreeParams,
): readonly CallTreeItem[] {
  const tree = opened.profile.callTree;
  if (!tree) return [];
  const metric = treeMetric(opened);
  const children = direction === "top-down" ? topDownChildren : bottomUpChildren;
  const whole = wholeRun(opened.profile, usableMetric(opened.profile, metric));
  const heat = (place: TreePlace): number => (direction === "top-down" ? place.total : place.self);
  const { functions } = opened.profile;
  const { frames } = tree;
  return children(tree, metric, node).map((place): CallTreeItem => {
    const func = frames.func[place.frame]!;
    const name = frames.name[place.frame]!;
    return {
      node: place.node,
      name,
      shortName: shortName(name),
      crate: func >= 0 ? (functions.crate[func] ?? null) : null,
      library: func >= 0 && opened.library[func] === 1,
      inlined: frames.inlined[place.frame] === 1,
      metric,
      self: place.self,
      total: place.total,
      share: shareOf(heat(place), whole) ?? 0,
      hasChildren: place.hasChildren,
      func,
      file: frames.file[place.frame] ?? (func >= 0 ? (functions.file[func] ?? null) : null),
      line: frames.line[place.frame]! || (func >= 0 ? functions.line[func]! : 0),
    };
  });
}

/** One function with all its instances: figures, callers, callees; null for a row that there is not. */
export function functionInfoOf(opened: OpenedProfile, func: number): FunctionInfo | null {
  const { profile, metric } = opened;
  const { functions } = profile;
  if (!Number.isInteger(func) || func < 0 || func >= functions.length) return null;
  const rows = instancesOf(functions, func);
  const { callers, callees } = callersCallees(profile, rows, metric);
  const whole = wholeRun(profile, metric);
  const side = (call: CallSide): NamedCost => ({
    func: call.func,
    name: call.name,
    calls: call.calls,
    cost: call.value,
    share: call.share,
    file: call.func >= 0 ? (functions.file[call.func] ?? null) : null,
    line: call.func >= 0 ? functions.line[call.func]! : 0,
  });
  const instances = rows.map((row): NamedCost => {
    const cost = cell(functions.total, metric, row) ?? cell(functions.self, metric, row);
    return {
      func: row,
      name: functions.name[row]!,
      calls: Number.isNaN(functions.calls[row]!) ? null : functions.calls[row]!,
      cost,
      share: shareOf(cost, whole),
      file: functions.file[row] ?? null,
      line: functions.line[row]!,
    };
  });
  return {
    name: functions.name[func]!,
    file: functions.file[func] ?? null,
    line: functions.line[func]!,
    callers: callers.map(side),
    callees: callees.map(side),
    instances: instances.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0)),
  };
}
