import type { CallTree, Metric, MetricId, Profile } from "../profile/model";
import { safeName } from "../profile/names";
import { engineText } from "./answer";
import { hasExecutedLines, ownMark } from "./ownMark";
import { exportedStacks } from "./stacks";

type Index = number | null;

/** Version of the tables below: what samply 0.13 writes, which the Firefox Profiler upgrades by itself. */
const processedVersion = 55;

/** A processed profile of the Firefox Profiler, as far as a call tree without times needs one. */
export interface FirefoxFile {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly libs: readonly never[];
  readonly pages: readonly never[];
  readonly counters: readonly never[];
  readonly threads: readonly FirefoxThread[];
}

interface FirefoxThread {
  readonly name: string;
  readonly processName: string;
  readonly processType: string;
  readonly pid: string;
  readonly tid: string;
  readonly isMainThread: boolean;
  readonly registerTime: number;
  readonly unregisterTime: null;
  readonly processStartupTime: number;
  readonly processShutdownTime: null;
  readonly pausedRanges: readonly never[];
  readonly showMarkersInTimeline: boolean;
  readonly samples: {
    readonly length: number;
    readonly weightType: "samples" | "tracing-ms" | "bytes";
    readonly stack: readonly number[];
    readonly weight: readonly number[];
    readonly timeDeltas: readonly number[];
  };
  readonly stackTable: {
    readonly length: number;
    readonly prefix: readonly Index[];
    readonly frame: readonly number[];
  };
  readonly frameTable: Readonly<Record<string, number | readonly Index[]>>;
  readonly funcTable: Readonly<Record<string, number | readonly (Index | boolean)[]>>;
  readonly markers: Readonly<Record<string, number | readonly never[]>>;
  readonly nativeSymbols: Readonly<Record<string, number | readonly never[]>>;
  readonly resourceTable: Readonly<Record<string, number | readonly never[]>>;
  readonly stringArray: readonly string[];
}

/**
 * The call tree for https://profiler.firefox.com: one thread a metric, one sample a node with self cost whose weight it
 * is. Nanoseconds are weighed in milliseconds, bytes in bytes, all else in "samples". The time axis has no meaning.
 */
export function firefoxReport(profile: Profile, metric?: MetricId): FirefoxFile {
  const { tree, metrics: ids } = exportedStacks(profile, metric);
  const tables = tablesOf(profile, tree);
  const title = safeName(profile.source.files[0] ?? profile.source.format);
  return {
    meta: {
      version: 24,
      preprocessedProfileVersion: processedVersion,
      product: safeName(engineText(profile)),
      processType: 0,
      interval: 1,
      startTime: 0,
      stackwalk: 0,
      debug: false,
      symbolicated: true,
      usesOnlyOneStackType: true,
      sourceCodeIsNotOnSearchfox: true,
      doesNotUseFrameImplementation: true,
      categories: [{ name: "Other", color: "grey", subcategories: ["Other"] }],
      extensions: { length: 0, baseURL: [], id: [], name: [] },
      markerSchema: [],
      cyclelens: ownMark(profile, ids, tree),
    },
    libs: [],
    pages: [],
    counters: [],
    threads: ids.map((id, at) => ({
      name: safeName(id),
      processName: title,
      processType: "default",
      pid: "1",
      tid: String(at + 1),
      isMainThread: at === 0,
      registerTime: 0,
      unregisterTime: null,
      processStartupTime: 0,
      processShutdownTime: null,
      pausedRanges: [],
      showMarkersInTimeline: false,
      samples: samplesOf(tree, profile.metrics.find((m) => m.id === id) ?? { id, unit: id }),
      ...tables,
    })),
  };
}

function samplesOf(tree: CallTree, { id, unit }: Metric): FirefoxThread["samples"] {
  const self = tree.self[id] ?? new Float64Array(tree.length);
  const stack: number[] = [];
  const weight: number[] = [];
  for (let node = 0; node < tree.length; node++) {
    const value = self[node]!;
    if (!(value > 0)) continue;
    stack.push(node);
    weight.push(unit === "ns" ? value / 1e6 : value);
  }
  return {
    length: stack.length,
    weightType: unit === "ns" ? "tracing-ms" : unit === "bytes" ? "bytes" : "samples",
    stack,
    weight,
    timeDeltas: stack.map((_, i) => (i === 0 ? 0 : 1)),
  };
}

type Tables = Pick<
  FirefoxThread,
  "stackTable" | "frameTable" | "funcTable" | "markers" | "nativeSymbols" | "resourceTable" | "stringArray"
>;

function tablesOf(profile: Profile, tree: CallTree): Tables {
  const { frames } = tree;
  const texts = new StringIndex();
  const executed = hasExecutedLines(profile);
  // 1. A function for each row of the profile's, and for each name and file without one.
  const funcs = new Map<string, number>();
  const funcName: number[] = [];
  const funcFile: Index[] = [];
  const funcLine: Index[] = [];
  const frameFunc: number[] = [];
  const frameLine: Index[] = [];
  for (let frame = 0; frame < frames.length; frame++) {
    const row = frames.func[frame]!;
    const [name, file] = [safeName(frames.name[frame] ?? "?"), frames.file[frame] ?? null];
    const declared = row >= 0 ? (profile.functions.line[row] ?? 0) : executed ? 0 : frames.line[frame]!;
    const key = `${row}\0${name}\0${file ?? ""}`;
    let func = funcs.get(key);
    if (func === undefined) {
      func = funcName.push(texts.of(name)) - 1;
      funcFile.push(file === null ? null : texts.of(safeName(file)));
      funcLine.push(declared > 0 ? declared : null);
      funcs.set(key, func);
    }
    frameFunc.push(func);
    frameLine.push(executed && frames.line[frame]! > 0 ? frames.line[frame]! : null);
  }
  const all = <T>(length: number, value: T): T[] => new Array<T>(length).fill(value);
  const frameCount = frames.length;
  const funcCount = funcName.length;
  return {
    stackTable: {
      length: tree.length,
      prefix: Array.from(tree.prefix, (parent) => (parent < 0 ? null : parent)),
      frame: Array.from(tree.frame),
    },
    frameTable: {
      length: frameCount,
      address: all(frameCount, -1),
      inlineDepth: Array.from(frames.inlined),
      category: all(frameCount, 0),
      subcategory: all(frameCount, 0),
      func: frameFunc,
      nativeSymbol: all(frameCount, null),
      innerWindowID: all(frameCount, 0),
      line: frameLine,
      column: all(frameCount, null),
    },
    funcTable: {
      length: funcCount,
      name: funcName,
      isJS: all(funcCount, false),
      relevantForJS: all(funcCount, false),
      resource: all(funcCount, -1),
      fileName: funcFile,
      lineNumber: funcLine,
      columnNumber: all(funcCount, null),
    },
    markers: { length: 0, category: [], data: [], endTime: [], name: [], phase: [], startTime: [] },
    nativeSymbols: { length: 0, address: [], functionSize: [], libIndex: [], name: [] },
    resourceTable: { length: 0, lib: [], name: [], host: [], type: [] },
    stringArray: texts.all,
  };
}

class StringIndex {
  readonly all: string[] = [];
  private readonly index = new Map<string, number>();

  of(text: string): number {
    let at = this.index.get(text);
    if (at === undefined) this.index.set(text, (at = this.all.push(text) - 1));
    return at;
  }
}
