import { libraryRow, noSymbolRow, startUpRow } from "../analysis/attribute";
import { LineCharges } from "../analysis/lineCharges";
import { functionTable, newFunctionRow, type FunctionRow } from "../profile/builder";
import type {
  CallTree,
  InstructionTable,
  LineTable,
  Metric,
  PrecompileSite,
  Profile,
} from "../profile/model";
import { exact } from "../profile/numbers";
import { declarationsOf } from "../symbols/declaration";
import type { DebugInfo, ElfImage } from "../symbols/types";
import { lastAtMost } from "../symbols/symbolTable";
import { treeTotals } from "../importers/treeTotals";
import type { EngineRun } from "./types";

/** The engine's name in profiles and runs. */
export const engineName = "cyclelens";

export interface ReportOptions {
  /** The product's version. */
  readonly version: string | null;
  /** Name of the ELF's file, for the profile's source. */
  readonly elfFile?: string;
}

/** The row for what no instruction carries. */
const dataRow = "[data initialisation]";

/** Parts of the cost that become columns of lines and instructions beside the metrics. */
type Parts = Readonly<Record<string, Float64Array>>;

/**
 * A run joined with the guest's symbols and lines. Functions are the symbols that ran, then rows in brackets;
 * `self` is exact, `total` inclusive with recursion counted once, `calls` what the call tree counted.
 * Σ self of functions = Σ self of lines + unattributed = the run's variable total (docs/design.md §3).
 * Throws `overflow` beyond 2^53.
 */
export function profileOfRun(run: EngineRun, elf: ElfImage, options: ReportOptions): Profile {
  const cost = costOf(run);
  const debug = elf.debugOf(pcsOf(run, elf));
  const rows = new Rows(elf, run, debug);
  const func = new Int32Array(run.pcs.length);
  for (let i = 0; i < run.pcs.length; i++)
    func[i] = rows.charge(run.pcs.pc[i]!, run.pcs.steps[i]!, cost?.[i] ?? NaN);
  if (run.outside > 0) rows.outside(run.outside);
  const tree = run.callTree === null ? null : rows.follow(run.callTree);
  const ordered = rows.ordered(cost === null ? "totalSteps" : "totalCost");
  const place = new Int32Array(ordered.length);
  ordered.forEach((row, i) => (place[rows.indexOf(row)] = i));
  const instructions: InstructionTable = {
    length: run.pcs.length,
    pc: run.pcs.pc,
    count: run.pcs.count,
    func: func.map((row) => place[row]!),
    self: { ...(cost === null ? {} : { cost }), [stepsOf(run)]: run.pcs.steps, ...run.pcs.parts },
  };
  const lined = linesOf(run, cost, debug);
  const metrics = metricsOf(run, cost);
  const precompiles = precompileSites(
    run,
    debug,
    (pc) => instructions.func[lastAtMost(run.pcs.pc, pc)] ?? -1,
  );
  return {
    source: {
      format: "engine",
      variant: run.model,
      files: options.elfFile === undefined ? [] : [options.elfFile],
    },
    engine: { name: engineName, version: options.version },
    exitCode: run.exitCode,
    output: run.output,
    outcome: run.outcome,
    metrics,
    totals: run.totals,
    opcodes: run.opcodes,
    functions: renamed(functionTable(ordered), run),
    callTree: tree === null ? null : withRows(tree, ordered, place),
    lines: lined.lines,
    instructions,
    unattributed: unattributed(run, cost, metrics, lined),
    listed: run.listed,
    details: [],
    tags: run.tags,
    memory: run.memory,
    ...(precompiles === undefined ? {} : { precompiles }),
    usage: run.usage,
    regions: run.regions,
    warnings: [...new Set([...run.warnings, ...elf.warnings, ...lined.warnings])],
  };
}

/** ZisK counts steps, SP1 cycles. */
function stepsOf(run: EngineRun): "steps" | "cycles" {
  return run.machine === "zisk" ? "steps" : "cycles";
}

/** All parts of each instruction together; null where the machine has no cost. */
function costOf(run: EngineRun): Float64Array | null {
  const parts = Object.values(run.pcs.parts);
  if (parts.length === 0) return null;
  return Float64Array.from({ length: run.pcs.length }, (_, i) =>
    parts.reduce((sum, part) => sum + part[i]!, 0),
  );
}

function metricsOf(run: EngineRun, cost: Float64Array | null): Metric[] {
  const id = stepsOf(run);
  const steps = { id, unit: id };
  return cost === null ? [steps] : [{ id: "cost", unit: "cost" }, steps];
}

interface Lined {
  readonly lines: LineTable | null;
  readonly cost: number;
  readonly steps: number;
  readonly warnings: readonly string[];
}

/** Every instruction that ran and every entry of a function that did, ascending: all that is looked up. */
function pcsOf(run: EngineRun, elf: ElfImage): Float64Array {
  const entries = new Set<number>();
  const add = (pc: number): void => {
    const symbol = elf.symbols.find(pc);
    if (symbol >= 0) entries.add(elf.symbols.address[symbol]!);
  };
  run.pcs.pc.forEach(add);
  run.callTree?.address.forEach(add);
  const all = new Float64Array(run.pcs.length + entries.size);
  all.set(run.pcs.pc);
  all.set([...entries], run.pcs.length);
  return all.sort();
}

function linesOf(run: EngineRun, cost: Float64Array | null, debug: DebugInfo | null): Lined {
  if (debug === null)
    return {
      lines: null,
      cost: 0,
      steps: 0,
      warnings: [
        "the ELF has no line table: build it with CARGO_PROFILE_RELEASE_DEBUG=line-tables-only for lines",
      ],
    };
  const { pcs } = run;
  const columns: Parts = {
    ...(cost === null ? {} : { cost }),
    [stepsOf(run)]: pcs.steps,
    ...pcs.parts,
    ...pcs.extras,
  };
  const ids = Object.keys(columns);
  const values = Object.values(columns);
  const charges = new LineCharges(debug, ids);
  for (let i = 0; i < pcs.length; i++) charges.charge(pcs.pc[i]!, ...values.map((column) => column[i]!));
  const lines = withExtras(charges.table(), Object.keys(pcs.extras ?? {}));
  return {
    lines: lines.length === 0 ? null : lines,
    cost: charges.charged[ids.indexOf("cost")] ?? 0,
    steps: charges.charged[ids.indexOf(stepsOf(run))]!,
    warnings: debug.warnings,
  };
}

/** What is no part of the cost stands apart. */
function withExtras(table: LineTable, names: readonly string[]): LineTable {
  if (names.length === 0) return table;
  const pick = (from: Parts, wanted: boolean): Parts =>
    Object.fromEntries(Object.entries(from).filter(([id]) => names.includes(id) === wanted));
  return {
    ...table,
    self: pick(table.self, false),
    total: pick(table.total, false),
    extras: pick(table.self, true),
  };
}

function precompileSites(
  run: EngineRun,
  debug: DebugInfo | null,
  functionOf: (pc: number) => number,
): PrecompileSite[] | undefined {
  return run.precompiles?.map(({ pc, name, count, cost }) => ({
    name,
    calls: count,
    cost,
    func: functionOf(pc),
    places: (debug?.places(pc) ?? [])
      .filter(({ line }) => line > 0)
      .map(({ file, line }) => ({ file, line })),
  }));
}

function unattributed(
  run: EngineRun,
  cost: Float64Array | null,
  metrics: readonly Metric[],
  lined: Lined,
): Record<string, number> {
  const sum = (column: Float64Array): number => column.reduce((a, b) => a + b, 0);
  const all = {
    cost: exact((cost === null ? 0 : sum(cost)) + run.outside, "cost") - lined.cost,
    steps: sum(run.pcs.steps) - lined.steps,
  };
  return Object.fromEntries(metrics.map(({ id }) => [id, id === "cost" ? all.cost : all.steps]));
}

/** `functionTable` has the columns of ZisK; another machine's are called otherwise. */
function renamed(table: Profile["functions"], run: EngineRun): Profile["functions"] {
  const id = stepsOf(run);
  if (id === "steps") return table;
  const columns = (from: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> =>
    Object.fromEntries(Object.entries(from).map(([key, column]) => [key === "steps" ? id : key, column]));
  return { ...table, self: columns(table.self), total: columns(table.total) };
}

/** Rows of functions as they are met: one a symbol, one a bracket. */
class Rows {
  private readonly rows: FunctionRow[] = [];
  private readonly byKey = new Map<number | string, number>();
  private readonly places = new Map<FunctionRow, number>();
  private readonly declaration: ReturnType<typeof declarationsOf>;
  private readonly codeStart: number;

  constructor(
    private readonly elf: ElfImage,
    private readonly run: EngineRun,
    debug: DebugInfo | null,
  ) {
    this.declaration = declarationsOf(elf, debug);
    this.codeStart = Math.min(...elf.segments.filter((s) => s.executable).map((s) => s.address));
  }

  charge(pc: number, steps: number, cost: number): number {
    const row = this.at(this.keyOf(pc));
    this.rows[row]!.selfSteps += steps;
    this.rows[row]!.selfCost += cost;
    return row;
  }

  outside(cost: number): void {
    const row = this.rows[this.at(dataRow)]!;
    Object.assign(row, { selfSteps: 0, selfCost: cost, totalSteps: 0, totalCost: cost });
  }

  indexOf(row: FunctionRow): number {
    return this.places.get(row)!;
  }

  /** Calls and inclusive figures from the call tree; gives the tree with one frame a row. */
  follow(from: NonNullable<EngineRun["callTree"]>): CallTree {
    const frame = Int32Array.from(from.address, (address) => this.at(this.keyOf(address)));
    const names = this.rows.map((row) => row.name);
    const id = stepsOf(this.run);
    const tree: CallTree = {
      length: from.length,
      frames: {
        length: names.length,
        name: names,
        func: Int32Array.from(names.keys()),
        file: this.rows.map((row) => row.file),
        line: Int32Array.from(this.rows, (row) => row.line),
        inlined: new Uint8Array(names.length),
      },
      prefix: from.prefix,
      frame,
      self: { ...(from.selfCost === null ? {} : { cost: from.selfCost }), [id]: from.selfSteps },
    };
    const groups = Int32Array.from(names.keys());
    const steps = treeTotals(tree, id, groups, names.length);
    const cost = from.selfCost === null ? null : treeTotals(tree, "cost", groups, names.length);
    this.rows.forEach((row, i) => {
      if (row.name === dataRow) return;
      row.calls = 0;
      row.totalSteps = steps.total[i]!;
      if (cost !== null) row.totalCost = cost.total[i]!;
    });
    for (let node = 0; node < from.length; node++) this.rows[frame[node]!]!.calls += from.calls[node]!;
    return tree;
  }

  /** The largest total first, then by name. */
  ordered(by: "totalSteps" | "totalCost"): FunctionRow[] {
    const size = (row: FunctionRow): number => (Number.isNaN(row[by]) ? -1 : row[by]);
    return [...this.rows].sort(
      (a, b) => size(b) - size(a) || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.address - b.address),
    );
  }

  private keyOf(pc: number): number | string {
    const symbol = this.elf.symbols.find(pc);
    if (symbol >= 0) return symbol;
    if (this.run.machine === "zisk") {
      if (pc < this.codeStart) return startUpRow;
      if (pc >= 0x97e00000 && pc < 0x98000000 && this.elf.code(pc, 1).length === 0) return libraryRow;
    }
    return noSymbolRow;
  }

  private at(key: number | string): number {
    let index = this.byKey.get(key);
    if (index !== undefined) return index;
    const { symbols } = this.elf;
    const row =
      typeof key === "string" ? { ...newFunctionRow(key), crate: null } : newFunctionRow(symbols.nameOf(key));
    if (typeof key === "number") {
      const declared = this.declaration(symbols.address[key]!);
      row.rawName = symbols.rawNameOf(key);
      row.crate = symbols.crateOf(key);
      row.address = symbols.address[key]!;
      row.file = declared?.file ?? null;
      row.line = declared?.line ?? 0;
    }
    row.selfSteps = 0;
    row.selfCost = this.run.callTree?.selfCost === null ? NaN : 0;
    index = this.rows.push(row) - 1;
    this.byKey.set(key, index);
    this.places.set(row, index);
    return index;
  }
}

function withRows(tree: CallTree, ordered: readonly FunctionRow[], place: Int32Array): CallTree {
  return {
    ...tree,
    frames: {
      length: ordered.length,
      name: ordered.map((row) => row.name),
      func: Int32Array.from(ordered.keys()),
      file: ordered.map((row) => row.file),
      line: Int32Array.from(ordered, (row) => row.line),
      inlined: new Uint8Array(ordered.length),
    },
    frame: tree.frame.map((row) => place[row]!),
  };
}
