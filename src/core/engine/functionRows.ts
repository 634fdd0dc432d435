import { libraryRow, noSymbolRow, startUpRow } from "../analysis/attribute";
import { treeTotals } from "../importers/treeTotals";
import { functionTable, newFunctionRow, type FunctionRow } from "../profile/builder";
import type { CallTree, FrameTable, FunctionTable } from "../profile/model";
import { declarationsOf } from "../symbols/declaration";
import type { DebugInfo, ElfImage } from "../symbols/types";
import type { SymbolStretches } from "./symbolStretches";
import type { EngineCallTree, EngineInlinedTree, EngineRun } from "./types";

/** The row for what no instruction carries. */
const dataRow = "[data initialisation]";

/** ZisK counts steps, SP1 cycles. */
export function stepsOf(run: EngineRun): "steps" | "cycles" {
  return run.machine === "zisk" ? "steps" : "cycles";
}

/** What instructions come to. */
interface Charge {
  readonly steps: number;
  /** NaN where the machine has none. */
  readonly cost: number;
}

/** Functions of a run, and the rows of each instruction and each frame of the call tree among them. */
export interface RunFunctions {
  readonly table: FunctionTable;
  readonly func: Int32Array;
  /** What all instructions come to. */
  readonly sums: Charge;
  readonly callTree: CallTree | null;
  /** The same with what was inlined; absent where it was not followed. */
  readonly inlinedTree?: CallTree;
}

/**
 * The symbols that ran, then rows in brackets: the largest total first. `cost` is null where the machine has none.
 */
export function functionsOf(
  run: EngineRun,
  elf: ElfImage,
  debug: DebugInfo | null,
  stretches: SymbolStretches,
  cost: Float64Array | null,
): RunFunctions {
  const rows = new FunctionRows(elf, run, debug);
  const { pc, steps, length } = run.pcs;
  const func = new Int32Array(length);
  const sums: { steps: number; cost: number } = { steps: 0, cost: 0 };
  // The row of a stretch before rows are in order; of what is outside of symbols each instruction has its own.
  const rowOf = new Int32Array(stretches.length);
  for (let stretch = 0, i = 0; stretch < stretches.length; stretch++) {
    const symbol = stretches.symbol[stretch]!;
    const end = stretches.end[stretch]!;
    let ownSteps = 0;
    let ownCost = cost === null ? NaN : 0;
    if (symbol >= 0) {
      const row = rows.ofSymbol(symbol);
      rowOf[stretch] = row;
      for (let at = i; at < end; at++) ownSteps += steps[at]!;
      if (cost !== null) for (let at = i; at < end; at++) ownCost += cost[at]!;
      i = end;
      rows.charge(row, { steps: ownSteps, cost: ownCost });
    } else
      for (; i < end; i++) {
        const row = rows.ofBracket(pc[i]!);
        const own = { steps: steps[i]!, cost: cost?.[i] ?? NaN };
        func[i] = row;
        rows.charge(row, own);
        ownSteps += own.steps;
        ownCost += own.cost;
      }
    sums.steps += ownSteps;
    sums.cost += ownCost;
  }
  if (run.outside > 0) rows.outside(run.outside);
  const tree = run.callTree === null ? null : rows.follow(run.callTree);
  const ordered = rows.ordered(cost === null ? "totalSteps" : "totalCost");
  const place = new Int32Array(ordered.length);
  ordered.forEach((row, i) => (place[rows.indexOf(row)] = i));
  for (let stretch = 0, i = 0; stretch < stretches.length; stretch++) {
    const end = stretches.end[stretch]!;
    if (stretches.symbol[stretch]! >= 0) func.fill(place[rowOf[stretch]!]!, i, end);
    else for (let at = i; at < end; at++) func[at] = place[func[at]!]!;
    i = end;
  }
  const callTree = tree === null ? null : withRows(tree, ordered, place);
  const inlined = run.inlinedTree;
  return {
    table: renamed(functionTable(ordered), run),
    func,
    sums,
    callTree,
    ...(callTree === null || inlined === undefined || inlined === null
      ? {}
      : {
          inlinedTree: withInlined(inlined, callTree.frames, (address) => place[rows.rowAt(address)]!, run),
        }),
  };
}

/** `functionTable` has the columns of ZisK; another machine's are called otherwise. */
function renamed(table: FunctionTable, run: EngineRun): FunctionTable {
  const id = stepsOf(run);
  if (id === "steps") return table;
  const columns = (from: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> =>
    Object.fromEntries(Object.entries(from).map(([key, column]) => [key === "steps" ? id : key, column]));
  return { ...table, self: columns(table.self), total: columns(table.total) };
}

/** Rows of functions as they are met: one a symbol, one a bracket. */
class FunctionRows {
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

  charge(index: number, own: Charge): void {
    const row = this.rows[index]!;
    row.selfSteps += own.steps;
    row.selfCost += own.cost;
  }

  ofSymbol(symbol: number): number {
    return this.at(symbol);
  }

  ofBracket(pc: number): number {
    return this.at(this.bracketOf(pc));
  }

  outside(cost: number): void {
    const row = this.rows[this.at(dataRow)]!;
    Object.assign(row, { selfSteps: 0, selfCost: cost, totalSteps: 0, totalCost: cost });
  }

  /** The row of code at an address. */
  rowAt(address: number): number {
    return this.at(this.keyOf(address));
  }

  indexOf(row: FunctionRow): number {
    return this.places.get(row)!;
  }

  /** Calls and inclusive figures from the call tree; gives the tree with one frame a row. */
  follow(from: NonNullable<EngineRun["callTree"]>): CallTree {
    const frame = Int32Array.from(from.address, (address) => this.rowAt(address));
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
      self: selfOf(from, id),
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
    return symbol >= 0 ? symbol : this.bracketOf(pc);
  }

  /** The row of code outside every symbol. */
  private bracketOf(pc: number): string {
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

function selfOf(tree: EngineCallTree, id: string): CallTree["self"] {
  return { ...(tree.selfCost === null ? {} : { cost: tree.selfCost }), [id]: tree.selfSteps };
}

/** Functions first, as in the other tree, then what was inlined. */
function withInlined(
  tree: EngineInlinedTree,
  { length, name, func, file, line }: FrameTable,
  rowAt: (address: number) => number,
  run: EngineRun,
): CallTree {
  const { functions: more } = tree;
  const inlined = new Uint8Array(length + more.length).fill(1, length);
  return {
    length: tree.length,
    frames: {
      length: length + more.length,
      name: [...name, ...more.map((fn) => fn.name)],
      func: Int32Array.from(inlined, (isInlined, i) => (isInlined === 1 ? -1 : func[i]!)),
      file: [...file, ...more.map((fn) => fn.file)],
      line: Int32Array.from([...line, ...more.map((fn) => fn.line)]),
      inlined,
    },
    prefix: tree.prefix,
    frame: Int32Array.from(tree.inlined, (at, node) => (at >= 0 ? length + at : rowAt(tree.address[node]!))),
    self: { ...selfOf(tree, stepsOf(run)), ...tree.parts },
  };
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
