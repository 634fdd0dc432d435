import type { SymbolTable } from "../../../symbols/types";
import { CallTreeRecorder } from "../../callTree";
import { InlinedTreeRecorder } from "../../inlinedTree";
import type { InlineSites } from "../../inlineSites";
import { ZiskCallStack } from "./callStack";
import { layout } from "./layout";
import { flow, type MicroProgram } from "./microProgram";
import { functionRegions } from "./regions";

const unknown = -9;
/** Of `inlined`: steps, what operations cost, what precompiles among them do, what memory does. */
const inlinedCounters = 4;

/** What is followed beside the counters while a guest runs. */
export class Followers {
  readonly tree: CallTreeRecorder;
  /** The call tree with inlined functions, where it was asked for. */
  readonly inlined: InlinedTreeRecorder | null;
  readonly listed: ZiskCallStack | null;
  /** Function of each row, found when it first runs: a row of the symbols, `bios`, or -1. */
  readonly functions: Int32Array;
  /** The number of the machine's own code as a function. */
  readonly bios: number;

  constructor(
    private readonly code: MicroProgram,
    readonly symbols: SymbolTable,
    listed: boolean,
    sites: InlineSites | null = null,
  ) {
    this.bios = symbols.length;
    this.functions = new Int32Array(code.length).fill(unknown);
    this.tree = new CallTreeRecorder(symbols.length + 1, this.bios);
    this.inlined =
      sites &&
      new InlinedTreeRecorder(
        symbols.length + 1,
        this.bios,
        code.length,
        sites,
        (row) => code.owner[row]!,
        inlinedCounters,
      );
    this.listed = listed ? new ZiskCallStack(functionRegions(symbols)) : null;
  }

  /** Function of a row. */
  functionOf(row: number): number {
    const known = this.functions[row]!;
    if (known !== unknown) return known;
    const pc = this.code.owner[row]!;
    return (this.functions[row] = pc < layout.rom ? this.bios : this.symbols.find(pc));
  }

  isEntry(row: number, fn: number): boolean {
    return fn >= 0 && fn < this.bios && this.code.pc[row] === this.symbols.address[fn];
  }

  /** Charges what has run since the last time. Steps and cost are totals of the run. */
  settle(steps: number, cost: number): void {
    this.tree.settle(steps, cost);
  }

  /**
   * The step of row `from` jumped, or left its function, to `row` in `fn`; `back`: the address that a call returns to.
   * What ran until then has been charged. Gives the function that runs now.
   */
  move(from: number, row: number, fn: number, back: number, stack: number): number {
    const { tree, inlined, code } = this;
    const kind = code.flow[from]!;
    const isEntry = this.isEntry(row, fn);
    if (kind === flow.call) {
      tree.call(fn, isEntry, back, stack);
      inlined?.call(fn, isEntry, back, stack);
    } else {
      const pc = code.pc[row]!;
      tree.jump(fn, isEntry, pc, kind === flow.jump, stack);
      inlined?.jump(fn, isEntry, pc, kind === flow.jump, stack);
    }
    return tree.current;
  }

  /** Entry of a function; NaN outside every symbol. */
  addressOf(fn: number): number {
    return fn === this.bios ? layout.bios : (this.symbols.address[fn] ?? NaN);
  }
}
