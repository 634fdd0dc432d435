import { wholeRun } from "../metrics";
import type { FlameIndex } from "./flameIndex";
import { compilePattern } from "./pattern";
import type { PatternProblem } from "./pattern";
import type { FlameSearchParams, FlameSearchResult } from "./types";
import { flameLimits } from "./types";

/**
 * Finds frames by name over all nodes, drawn or not: substring, or pattern if asked, without regard to case. The matched total counts a
 * path once, however many of its frames match. Names are matched once each; the nodes take one pass.
 */
export function flameSearch(index: FlameIndex, params: FlameSearchParams): FlameSearchResult {
  const metric = index.metric(params.metric);
  const empty = { query: params.query, frames: 0, total: 0, share: null, ids: [], nodes: [], problem: null };
  if (params.query === "" || !metric) return empty;
  const { matches, problem } = matchNames(index, params);
  if (!matches) return { ...empty, problem };
  const drawn = metric.inTree ? index.drawn(params) : null;
  if (!drawn) return searchFunctions(index, matches, metric.id, params.query);
  const { tree } = drawn;
  const { total } = drawn.costs(metric.id);
  const under = new Uint8Array(tree.length);
  const seen = new Uint8Array(matches.length);
  const found: number[] = [];
  let sum = 0;
  for (let node = 1; node < tree.length; node++) {
    const above = under[tree.parent[node]!]!;
    const frame = tree.frame[node]!;
    if (matches[frame] === 1 && total[node]! > 0) {
      if (above === 0) sum += total[node]!;
      under[node] = 1;
      seen[frame] = 1;
      found.push(node);
    } else under[node] = above;
  }
  const runTotal = index.runTotal(metric.id);
  const ids: number[] = [];
  for (let frame = 0; frame < seen.length; frame++) if (seen[frame] === 1) ids.push(frame);
  const frames = found.length;
  const heaviest = frames > flameLimits.matches ? heaviestOf(found, total) : found;
  heaviest.sort((a, b) => total[b]! - total[a]! || a - b);
  return {
    ...empty,
    frames,
    total: sum,
    share: runTotal > 0 ? sum / runTotal : null,
    ids,
    nodes: heaviest.map((node) => tree.origin[node]!).filter((node) => node >= 0),
  };
}

interface Matches {
  readonly matches: Uint8Array | null;
  readonly problem: PatternProblem | null;
}

/** So long a pattern may take over all names; a machine's steps are bounded, this bounds their sum. */
const patternBudgetMs = 500;

function matchNames(index: FlameIndex, params: FlameSearchParams): Matches {
  const names = index.lowerNames;
  const matches = new Uint8Array(names.length);
  if (params.regex) {
    const pattern = compilePattern(params.query);
    if (typeof pattern === "string") return { matches: null, problem: pattern };
    const started = Date.now();
    for (let frame = 0; frame < names.length; frame++) {
      if (pattern.matches(names[frame]!)) matches[frame] = 1;
      if (Date.now() - started > patternBudgetMs) return { matches: null, problem: "too-slow" };
    }
    return { matches, problem: null };
  }
  const query = params.query.toLowerCase();
  for (let frame = 0; frame < names.length; frame++) if (names[frame]!.includes(query)) matches[frame] = 1;
  return { matches, problem: null };
}

/** The nodes that weigh most, by raising the bar until few enough are left. */
function heaviestOf(nodes: readonly number[], total: Float64Array): number[] {
  const weights = Float64Array.from(nodes, (node) => total[node]!).sort();
  const bar = weights[weights.length - flameLimits.matches]!;
  const above = nodes.filter((node) => total[node]! > bar);
  for (const node of nodes) {
    if (above.length >= flameLimits.matches) break;
    if (total[node]! === bar) above.push(node);
  }
  return above;
}

/** Without a tree: functions by self add up; of inclusive ones only the heaviest is certain. */
function searchFunctions(
  index: FlameIndex,
  matches: Uint8Array,
  metric: string,
  query: string,
): FlameSearchResult {
  const { functions } = index.profile;
  const self = functions.self[metric];
  const column = self?.some((value) => value > 0) ? self : functions.total[metric];
  const ids: number[] = [];
  let total = 0;
  for (let row = 0; row < index.frames.functions; row++) {
    const value = column?.[row] ?? NaN;
    if (matches[row] !== 1 || !(value > 0)) continue;
    ids.push(row);
    total = column === self ? total + value : Math.max(total, value);
  }
  const whole = wholeRun(index.profile, metric);
  const share = whole && whole > 0 ? total / whole : null;
  return { query, frames: ids.length, total, share, ids, nodes: [], problem: null };
}
