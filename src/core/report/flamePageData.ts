import type { FlameProfile } from "../analysis/flame/flameIndex";
import type { CallTree, FunctionTable, LineTable, Metric, MetricColumns, Profile } from "../profile/model";
import { safeName } from "../profile/names";

/** What a self-contained page carries of a profile: JSON, columns as arrays, unknown numbers as null. */
export interface FlamePageData {
  readonly title: string;
  readonly engine: string;
  readonly metrics: readonly Metric[];
  readonly totals: Profile["totals"];
  readonly unattributed: Profile["unattributed"];
  readonly functions: {
    readonly name: readonly string[];
    readonly crate: readonly (string | null)[];
    readonly file: readonly (string | null)[];
    readonly line: readonly number[];
    readonly calls: Numbers;
    readonly self: Columns;
    readonly total: Columns;
  };
  readonly tree: {
    readonly name: readonly string[];
    readonly func: readonly number[];
    readonly file: readonly (string | null)[];
    readonly line: readonly number[];
    readonly inlined: readonly number[];
    readonly prefix: readonly number[];
    readonly frame: readonly number[];
    readonly self: Columns;
    /** Of a profile that tells inlined functions beside its call tree: they are not drawn before they are asked for. */
    readonly withInlined: boolean;
  } | null;
  /** The hottest lines only. */
  readonly lines: readonly PageLine[];
}

type Numbers = readonly (number | null)[];
type Columns = Readonly<Record<string, Numbers>>;

export interface PageLine {
  readonly file: string;
  readonly line: number;
  readonly self: Readonly<Record<string, number>>;
}

const maxLines = 500;
const maxName = 4096;

/** The part of a profile that the page shows. */
export function flamePageData(profile: Profile, title: string): FlamePageData {
  const { functions, engine } = profile;
  const callTree = profile.inlinedTree ?? profile.callTree;
  const name = (text: string): string => safeName(text).slice(0, maxName);
  const nameOrNull = (text: string | null): string | null => (text === null ? null : name(text));
  return {
    title: name(title),
    engine: [engine.name, engine.version].filter((part) => part !== null && part !== "").join(" "),
    metrics: profile.metrics,
    totals: profile.totals,
    unattributed: profile.unattributed,
    functions: {
      name: functions.name.map(name),
      crate: functions.crate.map(nameOrNull),
      file: functions.file.map(nameOrNull),
      line: Array.from(functions.line),
      calls: numbers(functions.calls),
      self: columns(functions.self),
      total: columns(functions.total),
    },
    tree: callTree && {
      name: callTree.frames.name.map(name),
      func: Array.from(callTree.frames.func),
      file: callTree.frames.file.map(nameOrNull),
      line: Array.from(callTree.frames.line),
      inlined: Array.from(callTree.frames.inlined),
      prefix: Array.from(callTree.prefix),
      frame: Array.from(callTree.frame),
      self: columns(callTree.self),
      withInlined: profile.inlinedTree !== undefined,
    },
    lines: profile.lines ? hotLines(profile.lines, profile.metrics[0]?.id ?? "") : [],
  };
}

/** The columns again, as the analysis takes them. */
export function flameProfileOf(data: FlamePageData): FlameProfile {
  const { functions, tree } = data;
  const rows = functions.name.length;
  const table: FunctionTable = {
    length: rows,
    name: functions.name,
    rawName: functions.name.map(() => null),
    crate: functions.crate,
    file: functions.file,
    line: Int32Array.from(functions.line),
    address: new Float64Array(rows).fill(NaN),
    calls: floats(functions.calls),
    self: floatColumns(functions.self),
    total: floatColumns(functions.total),
  };
  const callTree: CallTree | null = tree && {
    length: tree.prefix.length,
    frames: {
      length: tree.name.length,
      name: tree.name,
      func: Int32Array.from(tree.func),
      file: tree.file,
      line: Int32Array.from(tree.line),
      inlined: Uint8Array.from(tree.inlined),
    },
    prefix: Int32Array.from(tree.prefix),
    frame: Int32Array.from(tree.frame),
    self: floatColumns(tree.self),
  };
  return {
    metrics: data.metrics,
    totals: data.totals,
    unattributed: data.unattributed,
    functions: table,
    callTree,
    ...(callTree !== null && tree?.withInlined === true ? { inlinedTree: callTree } : {}),
  };
}

function hotLines(lines: LineTable, metric: string): PageLine[] {
  const by = lines.self[metric] ?? Object.values(lines.self)[0];
  if (!by) return [];
  const rows = Array.from({ length: lines.length }, (_, row) => row).filter((row) => by[row]! > 0);
  rows.sort((a, b) => by[b]! - by[a]! || a - b);
  return rows.slice(0, maxLines).map((row) => ({
    file: safeName(lines.files[lines.file[row]!] ?? ""),
    line: lines.line[row]!,
    self: Object.fromEntries(
      Object.entries(lines.self)
        .filter(([, column]) => Number.isFinite(column[row]))
        .map(([id, column]) => [id, column[row]!]),
    ),
  }));
}

function numbers(column: Float64Array): Numbers {
  return Array.from(column, (value) => (Number.isFinite(value) ? value : null));
}

function columns(all: MetricColumns): Columns {
  return Object.fromEntries(Object.entries(all).map(([id, column]) => [id, numbers(column)]));
}

function floats(column: Numbers): Float64Array {
  return Float64Array.from(column, (value) => value ?? NaN);
}

function floatColumns(all: Columns): MetricColumns {
  return Object.fromEntries(Object.entries(all).map(([id, column]) => [id, floats(column)]));
}
