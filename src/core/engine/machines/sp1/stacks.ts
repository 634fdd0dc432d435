import { listedBySp1, treeFunctions } from "../../../importers/sp1TreeFunctions";
import type { CallTree, Listed } from "../../../profile/model";
import { safeName } from "../../../profile/names";
import { demangleFull } from "../../../symbols/demangle";
import type { SymbolTable } from "../../../symbols/types";
import type { Sp1Program } from "./program";

/** Nodes beyond these are not told apart any more. */
const mostNodes = 1 << 22;

/**
 * The stacks that SP1's profiler sees (sp1-tracing §4), one weight a cycle. No call is decoded: a jump to the start of
 * a symbol that is not on the stack puts it there, a jump into the range of one below cuts the stack behind it.
 */
export class Sp1Stacks {
  /** Rows within which nothing changes, both included: the interpreter calls `move` for any other. */
  from = 0;
  to = -1;
  /** Cycles before any symbol was entered. */
  withoutStack = 0;
  private last = 0;
  /** The stack: symbols, and the node of each in the tree. */
  private readonly stack: number[] = [];
  private readonly nodes: number[] = [];
  private readonly onStack: Uint8Array;
  /** First and last row that is strictly inside, by symbol; first > last for none. */
  private readonly first: Float64Array;
  private readonly end: Float64Array;
  /** Symbol that starts at a row. */
  private readonly starts = new Map<number, number>();
  /** 1 where no other symbol starts or reaches inside. */
  private readonly alone: Uint8Array;
  private readonly prefix: number[] = [];
  private readonly frame: number[] = [];
  private readonly weight: number[] = [];
  private readonly children = new Map<number, number>();

  constructor(
    { base }: Sp1Program,
    private readonly symbols: SymbolTable,
    /** TRACE_SAMPLE_RATE. */
    private readonly sampleRate: number,
  ) {
    const { length, address, declaredSize } = symbols;
    this.onStack = new Uint8Array(length);
    this.first = new Float64Array(length);
    this.end = new Float64Array(length);
    this.alone = new Uint8Array(length).fill(1);
    let reach = -Infinity;
    let widest = -1;
    for (let fn = 0; fn < length; fn++) {
      const start = (address[fn]! - base) / 4;
      // Symbols come in order of address; the range is from behind the start to the last instruction.
      this.first[fn] = Math.floor(start) + 1;
      this.end[fn] = Math.floor(start + declaredSize[fn]! / 4 - 1);
      if (Number.isInteger(start)) this.starts.set(start, fn);
      if (start <= reach) {
        this.alone[fn] = 0;
        this.alone[widest] = 0;
      }
      if (this.end[fn]! > reach) {
        reach = this.end[fn]!;
        widest = fn;
      }
    }
  }

  /** The instruction in `row` is next, and stands outside of what was said; `cycles` are those before it. */
  move(row: number, cycles: number): void {
    this.settle(cycles);
    const symbol = this.starts.get(row);
    if (symbol !== undefined) {
      if (this.onStack[symbol] === 0) {
        this.push(symbol);
        this.range(this.first[symbol]!, this.end[symbol]!);
      }
      return;
    }
    const at = this.stack.findIndex((fn) => row >= this.first[fn]! && row <= this.end[fn]!);
    if (at < 0) return;
    for (const fn of this.stack.splice(at + 1)) this.onStack[fn] = 0;
    this.nodes.length = at + 1;
  }

  /** Charges what has run since the last time. */
  settle(cycles: number): void {
    const node = this.nodes.at(-1);
    const weight = this.sampled(cycles) - this.sampled(this.last);
    if (node === undefined) this.withoutStack += weight;
    else this.weight[node]! += weight;
    this.last = cycles;
  }

  /** The stacks as a call tree of cycles, names as SP1 writes them. */
  tree(): CallTree {
    const names = this.symbols.rawName.map((raw) => safeName(demangleFull(raw)));
    return {
      length: this.prefix.length,
      frames: {
        length: names.length,
        name: names,
        func: new Int32Array(names.length).fill(-1),
        file: names.map(() => null),
        line: new Int32Array(names.length),
        inlined: new Uint8Array(names.length),
      },
      prefix: Int32Array.from(this.prefix),
      frame: Int32Array.from(this.frame),
      self: { cycles: Float64Array.from(this.weight) },
    };
  }

  listed(): Listed {
    return listedBySp1(treeFunctions(this.tree(), "cycles"));
  }

  /** Weight of the samples that are taken before so many cycles: at 0, at the rate, at twice the rate … */
  private sampled(cycles: number): number {
    return Math.ceil(cycles / this.sampleRate) * this.sampleRate;
  }

  private range(from: number, to: number): void {
    this.from = from;
    this.to = to;
  }

  private push(symbol: number): void {
    this.nodes.push(this.child(this.nodes.at(-1) ?? -1, symbol));
    this.stack.push(symbol);
    this.onStack[symbol] = 1;
  }

  private child(parent: number, symbol: number): number {
    const key = (parent + 1) * this.symbols.length + symbol;
    const known = this.children.get(key);
    if (known !== undefined) return known;
    if (this.prefix.length >= mostNodes) return this.nodes.at(-1) ?? 0;
    const node = this.prefix.push(parent) - 1;
    this.frame.push(symbol);
    this.weight.push(0);
    this.children.set(key, node);
    return node;
  }
}
