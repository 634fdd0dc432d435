import type { ElfImage, SymbolTable } from "../../../symbols/types";
import { CallTreeRecorder, type CallTreeStorage } from "../../callTree";
import { InlinedTreeRecorder } from "../../inlinedTree";
import type { InlineSites } from "../../inlineSites";
import { opcodeClasses } from "./opcodeClasses";
import { flow, type Sp1Program } from "./program";
import { Sp1Stacks } from "./stacks";

const unknown = -9;

/** Columns that other code reads too, and a call tree that it may write. */
export interface SharedFollowers {
  /** One value a row. */
  readonly functions: Int32Array;
  /** One value a function, and two more. */
  readonly entryRows: Int32Array;
  readonly tree: CallTreeStorage;
}

/** What is followed beside the counters while a guest runs. */
export class Sp1Followers {
  readonly tree: CallTreeRecorder;
  /** The call tree with inlined functions, where it was asked for. */
  readonly inlined: InlinedTreeRecorder | null;
  readonly listed: Sp1Stacks | null;
  /** Function of each row, found when it first runs: a row of the symbols, or -1. */
  readonly functions: Int32Array;
  /** By function + 2: the row that a function begins at, once one of its rows was looked up; else -1. */
  readonly entryRows: Int32Array;
  readonly symbols: SymbolTable;

  constructor(
    private readonly program: Sp1Program,
    elf: ElfImage,
    listed: boolean,
    sampleRate: number,
    shared: SharedFollowers | null = null,
    sites: InlineSites | null = null,
  ) {
    this.symbols = elf.symbols;
    this.functions = (shared?.functions ?? new Int32Array(program.length)).fill(unknown);
    this.entryRows = (shared?.entryRows ?? new Int32Array(this.symbols.length + 2)).fill(-1);
    const first = program.entry < 0 ? -1 : this.functionOf(program.entry);
    this.tree = new CallTreeRecorder(this.symbols.length, first, shared?.tree ?? null);
    const pcOf = (row: number): number => program.base + 4 * row;
    this.inlined =
      sites &&
      new InlinedTreeRecorder(
        this.symbols.length,
        first,
        program.length,
        sites,
        pcOf,
        1 + opcodeClasses.length,
      );
    this.listed = listed ? new Sp1Stacks(program, elf.symbols, sampleRate) : null;
  }

  /** Function of a row. */
  functionOf(row: number): number {
    const known = this.functions[row]!;
    if (known !== unknown) return known;
    return this.lookUp(row);
  }

  /** Up to the function's end, or the next one's start, no other row is looked up. */
  private lookUp(row: number): number {
    const { functions, symbols } = this;
    const { base, length } = this.program;
    const pc = base + 4 * row;
    const fn = symbols.find(pc);
    functions[row] = fn;
    if (fn < 0) return fn;
    const start = symbols.address[fn]!;
    const entry = (start - base) / 4;
    if (Number.isInteger(entry) && entry >= 0) this.entryRows[fn + 2] = entry;
    const end = Math.min(start + symbols.size[fn]!, symbols.address[fn + 1] ?? Infinity);
    if (pc < start || end <= pc) return fn;
    functions.fill(fn, row, Math.min(length, Math.ceil((end - base) / 4)));
    return fn;
  }

  isEntry(row: number, fn: number): boolean {
    return fn >= 0 && this.program.base + 4 * row === this.symbols.address[fn];
  }

  /** Charges what has run since the last time; `now`: cycles of the run. */
  settle(now: number): void {
    this.tree.settle(now, now);
    if (this.inlined !== null) {
      this.inlined.now[0] = now;
      this.inlined.charge();
    }
    this.listed?.settle(now);
  }

  /**
   * The instruction of row `from` jumped, or left its function, to `row` in `fn`. `now`: cycles of the run, `stack`: the
   * stack pointer. Gives the function that runs now.
   */
  move(from: number, row: number, fn: number, now: number, stack: number): number {
    const { tree, inlined } = this;
    const { base, flow: flows } = this.program;
    const kind = flows[from]!;
    tree.settle(now, now);
    const isEntry = this.isEntry(row, fn);
    if (kind === flow.call) {
      const back = base + 4 * from + 4;
      tree.call(fn, isEntry, back, stack);
      inlined?.call(fn, isEntry, back, stack);
    } else {
      const pc = base + 4 * row;
      tree.jump(fn, isEntry, pc, kind === flow.jump, stack);
      inlined?.jump(fn, isEntry, pc, kind === flow.jump, stack);
    }
    return tree.current;
  }

  /** Entry of a function; NaN outside every symbol. */
  addressOf(fn: number): number {
    return this.symbols.address[fn] ?? NaN;
  }
}
