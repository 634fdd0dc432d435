import type { CallTree, Engine, Metric, Profile } from "../../profile/model";
import { safeName } from "../../profile/names";
import { demangle } from "../../symbols/demangle";
import { FrameBook } from "../frameBook";
import { withoutHashes } from "../functionNames";
import { LineSums } from "../lineSums";
import { StackTrie } from "../stackTrie";
import { treeProfile } from "../treeProfile";
import { damaged } from "./fieldStream";
import { maxSampleTypes, pprofMark, type PprofTables } from "./tables";

const riscZero = "RISC Zero";
const noStackName = "[no stack]";

/** A location as frames of the call tree. */
interface Expanded {
  /** Outermost first. */
  readonly frames: readonly number[];
  /** Rows of the lines, the innermost first, no row twice; the first is -1 where it is not known. */
  readonly lines: readonly number[];
}

/** Joins the tables once all of them are read. @throws CycleLensError `bad-input`, `overflow`, `too-large`. */
export function profileOf(tables: PprofTables, file: string, complete: boolean): Profile {
  if (tables.sampleTypes.length === 0 && tables.samples === 0)
    throw damaged(
      complete ? "no pprof profile: it has no samples" : "the profile ends before its first sample",
    );
  const warnings: string[] = [];
  const metrics = metricsOf(tables, warnings);
  const mark = markOf(tables);
  const risc0 = mark === null ? isRiscZero(tables, metrics) : mark.engine.name === riscZero;
  const book = new FrameBook();
  const sums = new LineSums(metrics.map(({ id }) => id));
  const expand = expander(tables, book, sums, risc0, complete);
  const tree = callTree(tables, metrics, book, sums, expand);
  if (!complete)
    warnings.push(`${file} is truncated: the profile holds what could be read; names may be missing`);
  if (tables.negative)
    warnings.push("the profile has negative values, as a difference of two profiles has: shares mean little");
  if (tables.oddSamples > 0)
    warnings.push(
      `${tables.oddSamples.toLocaleString("en-US")} samples have another number of values than the profile has types`,
    );
  if (risc0 && mark === null)
    warnings.push(
      "RISC Zero gives the line of a function's entry only: the figure of a line is that of the whole function",
    );
  return treeProfile({
    format: "pprof",
    variant: risc0 ? "risc0" : null,
    file,
    engine: mark?.engine ?? { name: risc0 ? riscZero : "pprof", version: null },
    outcome: complete
      ? { status: "ok", message: null }
      : { status: "truncated", message: "the pprof profile is cut off" },
    metrics: primaryFirst(tables, metrics),
    totals: risc0 ? pagingTotals(tree, metrics[0]!.id) : {},
    functions: book.functions,
    tree,
    // Our own export has functions' entries only.
    lines: mark === null ? sums.table() : null,
    warnings,
  });
}

/** What our own export says of the profile that it was made of; null for every other file. */
function markOf(tables: PprofTables): { readonly engine: Engine } | null {
  const text = tables.comments
    .map((at) => tables.strings[at])
    .find((comment) => comment?.startsWith(pprofMark) === true);
  if (text === undefined) return null;
  try {
    const { engine } = JSON.parse(text.slice(pprofMark.length)) as { engine?: Record<string, unknown> };
    const [name, version] = [engine?.["name"], engine?.["version"]];
    if (typeof name !== "string") return null;
    return {
      engine: { name: safeName(name), version: typeof version === "string" ? safeName(version) : null },
    };
  } catch {
    return null;
  }
}

/** One metric a sample type; the names of two equal ones are told apart by their unit or number. */
function metricsOf(tables: PprofTables, warnings: string[]): Metric[] {
  const types = tables.sampleTypes.slice(0, maxSampleTypes);
  if (types.length < tables.sampleTypes.length)
    warnings.push(`only the first ${maxSampleTypes} of ${tables.sampleTypes.length} sample types are read`);
  if (types.length === 0) types.push({ type: -1, unit: -1 });
  const seen = new Set<string>();
  return types.map(({ type, unit }, i) => {
    const unitName = safeName(tables.strings[unit] ?? "");
    const name = safeName(tables.strings[type] ?? "") || `value ${i + 1}`;
    let id = name;
    for (let k = 1; seen.has(id); k++) id = k === 1 ? `${name} ${unitName || i + 1}` : `${name} ${i + k}`;
    seen.add(id);
    return { id, unit: unitOf(name, unitName) };
  });
}

/** The word that is printed after a figure. */
function unitOf(type: string, unit: string): string {
  if (unit === "nanoseconds") return "ns";
  if (unit === "microseconds") return "µs";
  if (unit === "milliseconds") return "ms";
  if (unit !== "count" && unit !== "") return unit;
  return type.endsWith("objects") ? "objects" : type;
}

/** The default sample type, else the last one: pprof's own rule. */
function primaryFirst(tables: PprofTables, metrics: readonly Metric[]): Metric[] {
  const wanted = tables.defaultSampleType > 0 ? tables.strings[tables.defaultSampleType] : undefined;
  const named = wanted === undefined ? -1 : metrics.findIndex(({ id }) => id === safeName(wanted));
  const primary = metrics[named < 0 ? metrics.length - 1 : named]!;
  return [primary, ...metrics.filter((metric) => metric !== primary)];
}

/** RISC Zero writes one type, cycles, and neither time nor period. */
function isRiscZero(tables: PprofTables, metrics: readonly Metric[]): boolean {
  return (
    tables.sampleTypes.length === 1 &&
    metrics[0]!.id === "cycles" &&
    tables.time === 0 &&
    tables.duration === 0 &&
    tables.period === 0 &&
    tables.periodType === null &&
    [...tables.functions.values()].every((func) => func.startLine === 0)
  );
}

/** What reading and writing back pages cost: RISC Zero has a frame of its own for either. */
function pagingTotals(tree: CallTree, metric: string): Record<string, number> {
  const self = tree.self[metric]!;
  const sums = { pageIn: 0, pageOut: 0, all: 0 };
  for (let node = 0; node < tree.length; node++) {
    const name = tree.frames.name[tree.frame[node]!];
    sums.all += self[node]!;
    if (name === "[PageIn]") sums.pageIn += self[node]!;
    else if (name === "[PageOut]") sums.pageOut += self[node]!;
  }
  return {
    "user cycles": sums.all - sums.pageIn - sums.pageOut,
    "page-in cycles": sums.pageIn,
    "page-out cycles": sums.pageOut,
  };
}

function callTree(
  tables: PprofTables,
  metrics: readonly Metric[],
  book: FrameBook,
  sums: LineSums,
  expand: (location: number) => Expanded,
): CallTree {
  const { stacks, values } = tables;
  const { length, prefix, key } = stacks;
  const trie = new StackTrie();
  const place = new Int32Array(length);
  for (let node = 0; node < length; node++) {
    let at = prefix[node]! < 0 ? -1 : place[prefix[node]!]!;
    for (const frame of expand(key[node]!).frames) at = trie.child(at, frame);
    place[node] = at;
  }
  const into = metrics.map(() => new Float64Array(trie.length + 1));
  for (let ending = 0; ending < values.length; ending++) {
    const node = values.nodeAt(ending);
    const { lines } = expand(key[node]!);
    for (let k = 0; k < metrics.length; k++) {
      const value = values.valueAt(ending, k);
      if (value === 0) continue;
      into[k]![place[node]!]! += value;
      for (let i = 0; i < lines.length; i++) {
        if (lines[i]! < 0) continue;
        if (i === 0) sums.addSelf(lines[i]!, k, value);
        sums.addTotal(lines[i]!, k, value);
      }
    }
  }
  if (tables.noStack.length > 0) {
    const node = trie.child(-1, book.frame(book.func(noStackName, null, 0), false));
    tables.noStack.forEach((value, k) => {
      if (k < metrics.length) into[k]![node]! += value;
    });
  }
  return {
    length: trie.length,
    frames: book.table(),
    prefix: trie.prefix,
    frame: trie.key,
    self: Object.fromEntries(metrics.map(({ id }, k) => [id, into[k]!.subarray(0, trie.length)])),
  };
}

/** What a location stands for; each one is looked at once. */
function expander(
  tables: PprofTables,
  book: FrameBook,
  sums: LineSums,
  risc0: boolean,
  complete: boolean,
): (key: number) => Expanded {
  const known = new Map<number, Expanded>();
  const text = (index: number): string => safeName(tables.strings[index] ?? "");
  const functionOf = (id: number, line: number): { row: number; file: string | null } => {
    const func = tables.functions.get(id);
    const raw = func === undefined ? "" : text(func.name) || text(func.systemName);
    const file = (func && text(func.file)) || null;
    const name = raw || `[function ${id}${complete ? "" : ": name cut off"}]`;
    const shown = withoutHashes(/^_?_?(?:ZN|R)/.test(name) ? demangle(name) : name);
    const system = func === undefined ? "" : text(func.systemName);
    const declared = func !== undefined && func.startLine > 0 ? func.startLine : line;
    return {
      row: book.func(
        shown,
        noFile(file),
        bounded(declared),
        system !== "" && system !== shown ? system : null,
      ),
      file: noFile(file),
    };
  };
  return (key) => {
    const held = known.get(key);
    if (held) return held;
    const location = tables.locations.get(tables.idOf(key));
    let expanded: Expanded;
    if (location === undefined || location.count === 0) {
      const mapping = text(tables.mappings.get(location?.mapping ?? 0) ?? -1);
      const name =
        mapping === "" ? "[unknown]" : `[${mapping.replace(/^.*[/\\]/, "").replace(/^\[|\]$/g, "")}]`;
      expanded = { frames: [book.frame(book.func(name, null, 0), false)], lines: [] };
    } else {
      const frames: number[] = [];
      const lines: number[] = [];
      for (let i = 0; i < location.count; i++) {
        const at = location.first + i;
        const line = tables.lineNumber[at]!;
        const { row, file } = functionOf(tables.lineFunc[at]!, line);
        // All but the outermost of a location were inlined into the next one.
        frames.push(book.frame(row, i < location.count - 1));
        const lineRow = sums.row(file, line);
        if (i === 0 || !lines.includes(lineRow)) lines.push(lineRow);
      }
      expanded = { frames: frames.reverse(), lines: risc0 ? lines.slice(0, 1) : lines };
    }
    known.set(key, expanded);
    return expanded;
  };
}

/** What writers put where they do not know the file. */
const unknownFiles = new Set(["unknown", "Unknown", "<unknown>", "??"]);

function noFile(file: string | null): string | null {
  return file === null || unknownFiles.has(file) ? null : file;
}

function bounded(line: number): number {
  return line > 0 && line <= 0x7fffffff ? line : 0;
}
