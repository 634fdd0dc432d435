import type { CallTree, FrameTable, Metric } from "../../profile/model";
import { FrameList, type TreeFrame } from "../frameList";
import type { OwnMarkReader } from "../ownMark";
import { NodeColumn, StackTrie } from "../stackTrie";
import type { TreeFunction } from "../treeProfile";
import { badFrame } from "./profileReader";
import type { ProfileReader } from "./profileReader";
import { inUnit, unitOf } from "./units";

export interface SpeedscopeFrame {
  readonly name: string;
  readonly file: string | null;
  /** 0 unknown. */
  readonly line: number;
}

export interface JoinedProfiles {
  readonly tree: CallTree;
  readonly functions: readonly TreeFunction[];
  readonly metrics: readonly Metric[];
  /** Nodes of a frame that does not exist. */
  readonly missing: number;
}

/**
 * All profiles of a file as one tree. The first profile's unit is the primary metric; a profile keeps a root of its own
 * name where another one has the same unit, unless the file is ours (`own`): there each profile is a metric of one tree.
 */
export function joinProfiles(
  trie: StackTrie,
  profiles: readonly ProfileReader[],
  frames: readonly SpeedscopeFrame[],
  own: OwnMarkReader | null,
): JoinedProfiles {
  const units = profiles.map(({ unit, type, name }) => {
    const known = unitOf(unit, type);
    return own ? { ...known, metric: own.metric(name) } : known;
  });
  const metrics: Metric[] = [];
  const sharers = new Map<string, number>();
  for (const { metric } of units) {
    if (!sharers.has(metric.id)) metrics.push(metric);
    sharers.set(metric.id, (sharers.get(metric.id) ?? 0) + 1);
  }
  const table = new FrameJoin(frames, own);
  const { joined, place } =
    profiles.length === 1
      ? withoutRoot(trie, table)
      : joinedPaths(trie, table, (at) =>
          own === null && (sharers.get(units[at]!.metric.id) ?? 0) > 1
            ? profiles[at]!.name || `profile ${at + 1}`
            : null,
        );
  // 2. The figures of each profile in its metric.
  const sums = new Map(metrics.map(({ id }) => [id, new NodeColumn()]));
  profiles.forEach((profile, i) => {
    const { metric, factor } = units[i]!;
    const column = sums.get(metric.id)!;
    const values = profile.self.take(trie.length);
    for (let node = 0; node < trie.length; node++)
      if (values[node] !== 0 && place[node]! >= 0) column.add(place[node]!, inUnit(values[node]!, factor));
  });
  return {
    tree: {
      length: joined.length,
      frames: table.table(),
      prefix: joined.prefix,
      frame: joined.frame,
      self: Object.fromEntries(metrics.map(({ id }) => [id, sums.get(id)!.take(joined.length).slice()])),
    },
    functions: table.functions,
    metrics,
    missing: table.missing,
  };
}

/** Paths without a table to look them up. */
interface Paths {
  readonly length: number;
  readonly prefix: Int32Array;
  readonly frame: Int32Array;
}

interface Placed {
  readonly joined: Paths;
  /** Where each node of the trie stands; -1 for a root that is not shown. */
  readonly place: Int32Array;
}

/** The only profile of a file, most often: the same nodes, one further up, as long as no two frames are one. */
function withoutRoot(trie: StackTrie, table: FrameJoin): Placed {
  const length = trie.length - 1;
  const frame = new Int32Array(length);
  const prefix = new Int32Array(length);
  const place = new Int32Array(trie.length).fill(-1);
  const [parents, keys] = [trie.prefix, trie.key];
  for (let node = 1; node < trie.length; node++) {
    frame[node - 1] = table.frame(keys[node]!);
    prefix[node - 1] = parents[node]! - 1;
    place[node] = node - 1;
  }
  return table.someAreOne
    ? joinedPaths(trie, table, () => null)
    : { joined: { length, prefix, frame }, place };
}

/** The same paths again, with equal frames as one, and the roots that have a name. */
function joinedPaths(
  trie: StackTrie,
  table: FrameJoin,
  rootName: (profile: number) => string | null,
): Placed {
  table.missing = 0;
  const joined = new StackTrie();
  const place = new Int32Array(trie.length);
  const [prefix, key] = [trie.prefix, trie.key];
  for (let node = 0; node < trie.length; node++) {
    const above = prefix[node]! < 0 ? -1 : place[prefix[node]!]!;
    const frame = key[node]!;
    if (frame >= 0) place[node] = joined.child(above, table.frame(frame));
    else {
      const name = rootName(-2 - frame);
      place[node] = name === null ? -1 : joined.child(-1, table.root(name));
    }
  }
  return {
    joined: { length: joined.length, prefix: joined.prefix.slice(), frame: joined.key.slice() },
    place,
  };
}

/** Frames with equal name, file and line are one; functions are names in files. */
class FrameJoin {
  readonly functions: TreeFunction[] = [];
  missing = 0;
  /** Whether two frames of the file are one. */
  someAreOne = false;
  private readonly rows = new Map<string, number>();
  private readonly of: Int32Array;
  private readonly frames = new FrameList();

  constructor(
    private readonly given: readonly SpeedscopeFrame[],
    private readonly own: OwnMarkReader | null,
  ) {
    this.of = new Int32Array(given.length).fill(-1);
  }

  frame(index: number): number {
    const given = this.given[index];
    if (given === undefined || index === badFrame) {
      this.missing++;
      // Different ones may all be this.
      this.someAreOne = true;
      return this.add({ name: "[unknown]", file: null, line: 0 });
    }
    let frame = this.of[index]!;
    if (frame < 0)
      this.of[index] = frame = this.own?.roots.has(index)
        ? this.root(given.name)
        : this.add(given, this.own?.inlined.has(index) === true);
    return frame;
  }

  root(name: string): number {
    return this.keep(`\0${name}`, { name, file: null, line: 0, func: -1, inlined: 0 });
  }

  table(): FrameTable {
    return this.frames.table();
  }

  private add(given: SpeedscopeFrame, inlined = false): number {
    const name = `${given.file ?? ""}\0${given.name}`;
    let func = this.rows.get(name);
    if (func === undefined) {
      func = this.functions.push({ ...given, rawName: null }) - 1;
      this.rows.set(name, func);
    } else if (given.line > 0) {
      // Of several lines the first one of the file is nearest to the declaration.
      const known = this.functions[func]!;
      if (known.line === 0 || given.line < known.line) this.functions[func] = { ...known, line: given.line };
    }
    return this.keep(`${+inlined}\0${given.line}\0${name}`, { ...given, func, inlined: inlined ? 1 : 0 });
  }

  private keep(key: string, frame: TreeFrame): number {
    const known = this.frames.length;
    const at = this.frames.keep(key, frame);
    if (at < known) this.someAreOne = true;
    return at;
  }
}
