import type {
  CallTree,
  InstructionTable,
  LineAccesses,
  LineTable,
  MemoryRow,
  MetricColumns,
  MetricId,
  Profile,
} from "./model";
import { orNull } from "./numbers";

export const profileSchema = "cyclelens.profile/1";

type Values = Record<MetricId, number | null>;
type Column = (number | null)[];

export interface FunctionJson {
  readonly name: string;
  readonly rawName: string | null;
  readonly crate: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly address?: number;
  readonly calls: number | null;
  readonly self: Values;
  readonly total: Values;
}

export interface LineJson {
  readonly file: string;
  readonly line: number;
  readonly self: Values;
  readonly total: Values;
  /** What the line's own cost is made of, where the source says: main, opcodes, precompiles, memory. */
  readonly parts?: Values;
  /** What was counted of the line beside its cost; only what is not nought. */
  readonly extras?: Readonly<Record<string, number>>;
  /** Its own memory accesses by class, as `memory` has those of the run; absent where it has none. */
  readonly accesses?: readonly MemoryRow[];
}

/** Columns; `file` counts into `files`. */
export interface CallTreeJson {
  readonly files: readonly string[];
  readonly frames: {
    readonly name: readonly string[];
    readonly func: readonly number[];
    readonly file: readonly number[];
    readonly line: readonly number[];
    readonly inlined: readonly number[];
  };
  readonly prefix: readonly number[];
  readonly frame: readonly number[];
  readonly self: Readonly<Record<MetricId, Column>>;
}

export interface InstructionsJson {
  /** Null where an instruction could not be found. */
  readonly pc: Column;
  readonly count: Column;
  readonly func: readonly number[];
  readonly self: Readonly<Record<MetricId, Column>>;
  readonly accesses?: AccessesJson;
}

/** Memory accesses of instructions by class, in columns. */
export interface AccessesJson {
  /** In the words of `memory`. */
  readonly classes: readonly string[];
  /** What one access costs, by class. */
  readonly prices: Column;
  /** How many classes each instruction came to: so many of the next two are its own. */
  readonly per: readonly number[];
  /** Row of `classes`. */
  readonly kind: readonly number[];
  readonly count: Column;
}

/** `cyclelens.profile/1`, docs/design.md §6. */
export interface ProfileJson extends Pick<
  Profile,
  | "source"
  | "engine"
  | "exitCode"
  | "output"
  | "outcome"
  | "metrics"
  | "totals"
  | "opcodes"
  | "listed"
  | "tags"
  | "benchmarks"
  | "memory"
  | "usage"
  | "precompiles"
  | "regions"
  | "warnings"
  | "details"
> {
  readonly schema: typeof profileSchema;
  readonly functions: readonly FunctionJson[];
  /** Empty where no line is known. */
  readonly lines: readonly LineJson[];
  readonly unattributed: Values;
  readonly callTree?: CallTreeJson;
  /** The call tree with inlined functions. */
  readonly inlinedTree?: CallTreeJson;
  readonly instructions?: InstructionsJson;
}

export interface ProfileJsonOptions {
  /** With the call tree and the instructions, in columns: for stored runs. */
  readonly full: boolean;
  /** With the call tree of inlined functions, where there is one; as `full` where it is left out. */
  readonly inlined?: boolean;
}

/** The profile as plain JSON. Unknown numbers are null; with `full`, `profileFromJson` gives the same profile back. */
export function profileToJson(profile: Profile, options: ProfileJsonOptions): ProfileJson {
  return { ...factsToJson(profile), ...columnsOf(profile, options) };
}

/** What `profileToJson` gives of a profile whatever its options, and in front of the rest. */
export function factsToJson(profile: Profile): ProfileJson {
  const { functions } = profile;
  const ids = profile.metrics.map((metric) => metric.id);
  return {
    schema: profileSchema,
    source: profile.source,
    engine: profile.engine,
    exitCode: profile.exitCode,
    output: profile.output,
    outcome: profile.outcome,
    metrics: profile.metrics,
    totals: profile.totals,
    opcodes: profile.opcodes,
    functions: functions.name.map((name, i) => ({
      name,
      rawName: functions.rawName[i] ?? null,
      crate: functions.crate[i] ?? null,
      file: functions.file[i] ?? null,
      line: functions.line[i] || null,
      ...(Number.isNaN(functions.address[i] ?? NaN) ? {} : { address: functions.address[i]! }),
      calls: orNull(functions.calls[i]),
      self: valuesAt(functions.self, ids, i),
      total: valuesAt(functions.total, ids, i),
    })),
    lines: profile.lines === null ? [] : linesToJson(profile.lines, ids),
    unattributed: { ...profile.unattributed },
    listed: profile.listed,
    details: profile.details,
    tags: profile.tags,
    ...(profile.benchmarks === undefined ? {} : { benchmarks: profile.benchmarks }),
    memory: profile.memory,
    ...(profile.precompiles === undefined ? {} : { precompiles: profile.precompiles }),
    usage: profile.usage,
    regions: profile.regions,
    warnings: profile.warnings,
  };
}

/** The rest of it. */
export function columnsOf(
  { callTree, inlinedTree, instructions }: Profile,
  { full, inlined = full }: ProfileJsonOptions,
): Pick<ProfileJson, "callTree" | "inlinedTree" | "instructions"> {
  return {
    ...(full && callTree ? { callTree: treeToJson(callTree) } : {}),
    ...(inlined && inlinedTree ? { inlinedTree: treeToJson(inlinedTree) } : {}),
    ...(full && instructions ? { instructions: instructionsToJson(instructions) } : {}),
  };
}

function valuesAt(columns: MetricColumns, ids: readonly MetricId[], row: number): Values {
  const out: Values = {};
  for (const id of ids) out[id] = orNull(columns[id]?.[row]);
  return out;
}

function linesToJson(lines: LineTable, ids: readonly MetricId[]): LineJson[] {
  const parts = Object.keys(lines.self).filter((id) => !ids.includes(id));
  const { accesses } = lines;
  const extras = lines.extras === undefined ? null : Object.entries(lines.extras);
  const all = Array.from(lines.line, (line, i): WritableLine => ({
    file: lines.files[lines.file[i]!] ?? "",
    line,
    self: valuesAt(lines.self, ids, i),
    total: valuesAt(lines.total, ids, i),
    ...(parts.length === 0 ? {} : { parts: valuesAt(lines.self, parts, i) }),
    ...(extras === null ? {} : { extras: notNought(extras, i) }),
  }));
  for (let i = 0; accesses !== undefined && i < all.length; i++)
    if (accesses.start[i]! < accesses.start[i + 1]!) all[i]!.accesses = accessesAt(accesses, i);
  return all;
}

type WritableLine = LineJson & { accesses?: MemoryRow[] };

function notNought(
  columns: readonly (readonly [MetricId, Float64Array])[],
  row: number,
): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [id, values] of columns) {
    const value = values[row]!;
    if (value > 0) out[id] = value;
  }
  return out;
}

function accessesAt(of: LineAccesses, row: number): MemoryRow[] {
  const accesses: MemoryRow[] = [];
  for (let i = of.start[row]!; i < of.start[row + 1]!; i++) {
    const [kind, count] = [of.kind[i]!, of.count[i]!];
    accesses.push({ class: of.classes[kind]!, count, cost: orNull(count * of.prices[kind]!) });
  }
  return accesses;
}

function treeToJson(tree: CallTree): CallTreeJson {
  return {
    ...framesToJson(tree),
    prefix: Array.from(tree.prefix),
    frame: Array.from(tree.frame),
    self: columnsToJson(tree.self),
  };
}

/** A tree's part that is not by node. */
export function framesToJson(tree: CallTree): Pick<CallTreeJson, "files" | "frames"> {
  const files = [...new Set(tree.frames.file.filter((file) => file !== null))];
  const index = new Map(files.map((file, i) => [file, i]));
  return {
    files,
    frames: {
      name: tree.frames.name,
      func: Array.from(tree.frames.func),
      file: tree.frames.file.map((file) => (file === null ? -1 : index.get(file)!)),
      line: Array.from(tree.frames.line),
      inlined: Array.from(tree.frames.inlined),
    },
  };
}

function instructionsToJson(table: InstructionTable): InstructionsJson {
  return {
    pc: column(table.pc),
    count: column(table.count),
    func: Array.from(table.func),
    self: columnsToJson(table.self),
    ...(table.accesses === undefined ? {} : { accesses: accessesToJson(table.accesses) }),
  };
}

function accessesToJson({ classes, prices, start, kind, count }: LineAccesses): AccessesJson {
  const per = new Array<number>(start.length - 1);
  for (let i = 0; i < per.length; i++) per[i] = start[i + 1]! - start[i]!;
  return { classes, prices: column(prices), per, kind: Array.from(kind), count: column(count) };
}

function columnsToJson(columns: MetricColumns): Record<MetricId, Column> {
  const out: Record<MetricId, Column> = {};
  for (const [id, values] of Object.entries(columns)) out[id] = column(values);
  return out;
}

/** By hand: columns have tens of thousands of rows, and a call for each takes longer than all the rest. */
function column(values: Float64Array): Column {
  const out: Column = new Array<number | null>(values.length);
  const hasGaps = values.includes(NaN);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    out[i] = hasGaps && Number.isNaN(value) ? null : value;
  }
  return out;
}
