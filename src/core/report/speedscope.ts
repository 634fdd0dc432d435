import type { CallTree, MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { engineText } from "./answer";
import { ownMark } from "./ownMark";
import type { OwnMark } from "./ownMark";
import { exportedStacks, flatTree, selfMetric, stackTree } from "./stacks";

interface SpeedscopeFrame {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
}

/** A file in speedscope's own format (https://www.speedscope.app/file-format-schema.json). */
export interface SpeedscopeFile {
  readonly $schema: "https://www.speedscope.app/file-format-schema.json";
  readonly exporter: string;
  readonly name: string;
  readonly activeProfileIndex: number;
  readonly shared: { readonly frames: readonly SpeedscopeFrame[] };
  readonly profiles: readonly EventedProfile[];
  /** What the format has no place for, for our own import; others pass over it. None where a file holds two runs. */
  readonly cyclelens?: OwnMark;
}

interface EventedProfile {
  readonly type: "evented";
  readonly name: string;
  readonly unit: "none" | "nanoseconds" | "bytes";
  readonly startValue: number;
  readonly endValue: number;
  readonly events: readonly { readonly type: "O" | "C"; readonly at: number; readonly frame: number }[];
}

/**
 * The call tree as one evented profile a metric: a node opens, its self cost passes, its children
 * follow, it closes; size linear in the nodes whatever the depth. Without a tree a flat row of functions.
 */
export function speedscopeReport(profile: Profile, metric?: MetricId): SpeedscopeFile {
  const { tree, metrics } = exportedStacks(profile, metric);
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: "cyclelens",
    name: `${safeName(profile.source.files[0] ?? profile.source.format)} (${engineText(profile)})`,
    activeProfileIndex: 0,
    shared: { frames: framesOf(tree) },
    profiles: metrics.map((id) => evented(tree, id, unitOf(profile, id))),
    cyclelens: ownMark(profile, metrics, tree),
  };
}

/**
 * Two runs in one file, the newer one first: a profile each, between which viewers switch. They share the frames that
 * look alike, so that these have one colour. Throws `unsupported` where a side knows no self cost in that metric.
 */
export function speedscopeComparison(
  [base, baseName]: readonly [Profile, string],
  [next, nextName]: readonly [Profile, string],
  metric?: MetricId,
): SpeedscopeFile {
  const id = selfMetric(next, metric);
  selfMetric(base, id);
  const frames: SpeedscopeFrame[] = [];
  const known = new Map<string, number>();
  const profiles = [[next, `new: ${nextName}`] as const, [base, `base: ${baseName}`] as const].map(
    ([profile, name]) => {
      const tree = stackTree(profile, id) ?? flatTree(profile, id);
      const numbers = framesOf(tree).map((frame) => {
        const key = JSON.stringify(frame);
        const at = known.get(key) ?? frames.push(frame) - 1;
        known.set(key, at);
        return at;
      });
      const shown = { ...tree, frame: tree.frame.map((frame) => numbers[frame] ?? 0) };
      return { ...evented(shown, id, unitOf(profile, id)), name: `${id}, ${safeName(name)}` };
    },
  );
  return {
    $schema: "https://www.speedscope.app/file-format-schema.json",
    exporter: "cyclelens",
    name: `${safeName(nextName)} compared with ${safeName(baseName)}`,
    activeProfileIndex: 0,
    shared: { frames },
    profiles,
  };
}

function framesOf({ frames: { name, file, line } }: CallTree): SpeedscopeFrame[] {
  return name.map((text, i) => ({
    name: safeName(text),
    ...(file[i] ? { file: safeName(file[i]) } : {}),
    ...((line[i] ?? 0) > 0 ? { line: line[i] ?? 0 } : {}),
  }));
}

/** Units that viewers know; all other metrics are bare numbers there. */
function unitOf(profile: Profile, id: MetricId): EventedProfile["unit"] {
  const unit = profile.metrics.find((metric) => metric.id === id)?.unit;
  return unit === "ns" ? "nanoseconds" : unit === "bytes" ? "bytes" : "none";
}

function evented(tree: CallTree, metric: MetricId, unit: EventedProfile["unit"]): EventedProfile {
  const { firstChild, nextSibling, firstRoot } = links(tree);
  const self = tree.self[metric] ?? new Float64Array(tree.length);
  const events: { type: "O" | "C"; at: number; frame: number }[] = [];
  let at = 0;
  let node = firstRoot;
  // Down to the first child, else closing until a sibling is found: no stack needed.
  while (node >= 0) {
    events.push({ type: "O", at, frame: tree.frame[node] ?? 0 });
    const cost = self[node] ?? 0;
    if (cost > 0) at += cost;
    let next = firstChild[node] ?? -1;
    let open = node;
    while (next < 0 && open >= 0) {
      events.push({ type: "C", at, frame: tree.frame[open] ?? 0 });
      next = nextSibling[open] ?? -1;
      open = tree.prefix[open] ?? -1;
    }
    node = next;
  }
  return { type: "evented", name: metric, unit, startValue: 0, endValue: at, events };
}

function links(tree: CallTree): { firstChild: Int32Array; nextSibling: Int32Array; firstRoot: number } {
  const firstChild = new Int32Array(tree.length).fill(-1);
  const nextSibling = new Int32Array(tree.length).fill(-1);
  let firstRoot = -1;
  for (let node = tree.length - 1; node >= 0; node--) {
    const parent = tree.prefix[node] ?? -1;
    nextSibling[node] = parent < 0 ? firstRoot : (firstChild[parent] ?? -1);
    if (parent < 0) firstRoot = node;
    else firstChild[parent] = node;
  }
  return { firstChild, nextSibling, firstRoot };
}
