import { inflateSync } from "node:zlib";
import { FastZisk } from "../../src/core/engine/machines/zisk/fast/fastMachine";
import type { Tuning } from "../../src/core/engine/machines/zisk/fast/heat";
import { Followers } from "../../src/core/engine/machines/zisk/followers";
import {
  instructionCosts,
  type InstructionCosts,
} from "../../src/core/engine/machines/zisk/instructionCosts";
import { ZiskInterpreter } from "../../src/core/engine/machines/zisk/interpreter";
import { loadZisk, type ZiskProgram } from "../../src/core/engine/machines/zisk/load";
import { classNames, classPrices } from "../../src/core/engine/machines/zisk/memoryClasses";
import { zisk14 } from "../../src/core/engine/machines/zisk/zisk14Costs";
import type { EngineCallTree } from "../../src/core/engine/types";
import { readElf } from "../../src/core/symbols/elf";
import { costDifferences } from "./costDifferences";

/** Everything that two ways to run a guest have to say alike. */
export interface Ran {
  readonly machine: ZiskInterpreter;
  readonly program: ZiskProgram;
  readonly tree: EngineCallTree;
  readonly ms: number;
  /** Modules that were translated; 0 for the interpreter. */
  readonly modules: number;
  /** What instructions cost, summed up as the machine does that by itself. */
  readonly costs: InstructionCosts;
}

/** Translates everything at its first look: nothing stays with the interpreter but the first steps. */
export function eager(sliceSteps: number): Tuning {
  return { sliceSteps, fewestSteps: 0, stepsPerRow: 0 };
}

function loaded(elf: Uint8Array): { program: ZiskProgram; followers: Followers } {
  const program = loadZisk(elf, zisk14);
  const image = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  return { program, followers: new Followers(program.code, image.symbols, false) };
}

/** The reference: one step after the other, up to `limit` steps. */
export function interpreted(elf: Uint8Array, input: Uint8Array, limit: number): Ran {
  const { program, followers } = loaded(elf);
  const started = performance.now();
  const machine = new ZiskInterpreter(program, zisk14, input, undefined, undefined, followers);
  machine.run(limit);
  const ms = performance.now() - started;
  const tree = followers.tree.build((fn) => followers.addressOf(fn));
  return { machine, program, tree, ms, modules: 0, costs: instructionCosts(machine, zisk14) };
}

/** How translated code is driven: its tuning (the product's own where none is given), and the lengths of slices. */
export interface Driven {
  readonly tuning?: Tuning;
  /** Steps of the next slice; without it the run is one. */
  readonly slice?: () => number;
  /** Slices are asked for without leaving the code, or the run is begun anew for each. */
  readonly goesOn?: boolean;
}

/** The same guest as WebAssembly. */
export function translated(elf: Uint8Array, input: Uint8Array, limit: number, driven: Driven = {}): Ran {
  const { program, followers } = loaded(elf);
  const started = performance.now();
  const fast = new FastZisk(program, zisk14, input, followers, driven.tuning);
  const machine = fast.interpreter;
  const { slice } = driven;
  if (slice === undefined) fast.run(limit);
  else if (driven.goesOn === true)
    while (!machine.ended && machine.steps < limit) fast.run(limit, slice(), slice);
  else
    while (!machine.ended && machine.steps < limit) fast.run(limit, Math.min(limit, machine.steps + slice()));
  fast.settle();
  const costs = fast.instructionCosts();
  const ms = performance.now() - started;
  fast.fillColumns();
  const tree = followers.tree.build((fn) => followers.addressOf(fn));
  return { machine, program, tree, ms, modules: fast.translatedModules, costs };
}

const prices = classPrices(zisk14.memory);
const most = 30;

/** Where two runs of a guest differ, column by column; `whole` compares all of memory too. */
export function differencesOf(a: Ran, b: Ran, whole = true): string[] {
  const out: string[] = [];
  const { code } = a.program;
  const say = (what: string, one: unknown, other: unknown): void => {
    if (out.length < most) out.push(`${what}: ${String(one)}, not ${String(other)}`);
  };
  const same = (what: string, one: unknown, other: unknown): void => {
    if (!Object.is(one, other)) say(what, one, other);
  };
  const columns = (
    what: string,
    one: ArrayLike<number>,
    other: ArrayLike<number>,
    at: (i: number) => string,
  ): void => {
    same(`length of ${what}`, one.length, other.length);
    for (let i = 0; i < one.length; i++)
      if (one[i] !== other[i] && !(Number.isNaN(one[i]) && Number.isNaN(other[i])))
        say(`${what} ${at(i)}`, one[i], other[i]);
  };
  const [x, y] = [a.machine, b.machine];
  for (const key of ["steps", "opTotal", "memTotal", "ended", "exitCode", "pc"] as const)
    if (key !== "pc" || !x.ended) same(key, x[key], y[key]);
  same("fault", JSON.stringify(x.fault), JSON.stringify(y.fault));
  same("text", x.text.text(), y.text.text());
  same("tags", JSON.stringify(x.tags.rows()), JSON.stringify(y.tags.rows()));
  const row = (i: number): string => `of row ${String(i)} at 0x${code.pc[i]!.toString(16)}`;
  columns("count", x.count, y.count, row);
  columns("cost of the operation", x.opCost, y.opCost, row);
  columns("cost of memory", x.memCost, y.memCost, row);
  columns("frequent", x.frequent, y.frequent, (i) => `of operation ${String(i)}`);
  for (let i = 0; i < code.length; i++) {
    const [one, other] = [accessesOf(x, i), accessesOf(y, i)];
    same(`accesses ${row(i)}`, one.text, other.text);
    same(`cost of accesses ${row(i)}`, one.cost, x.memCost[i]);
  }
  for (const difference of costDifferences(a.costs, b.costs)) if (out.length < most) out.push(difference);
  // Where translated code fails its registers are gone; nothing shows them.
  for (let r = 1; r < 32 && x.fault === null; r++)
    if (x.lo[r] !== y.lo[r] || x.hi[r] !== y.hi[r]) say(`register x${String(r)}`, hex(x, r), hex(y, r));
  if (whole) {
    const [one, other] = [x.memory.words, y.memory.words];
    for (let i = 0; i < one.length; i++)
      if (one[i] !== other[i]) say(`memory word ${(0xa0000000 + 4 * i).toString(16)}`, one[i], other[i]);
  }
  same("nodes of the call tree", a.tree.length, b.tree.length);
  if (a.tree.length === b.tree.length) {
    const node = (i: number): string => `of node ${String(i)} (0x${(a.tree.address[i] ?? NaN).toString(16)})`;
    for (const key of ["prefix", "address", "calls", "selfSteps"] as const)
      columns(key, a.tree[key], b.tree[key], node);
    columns("selfCost", a.tree.selfCost!, b.tree.selfCost!, node);
  }
  return out;
}

/** The accesses of a row by class, and what they cost together. */
function accessesOf({ accesses }: ZiskInterpreter, row: number): { text: string; cost: number } {
  const each: string[] = [];
  let cost = 0;
  for (let entry = accesses.firstOf(row); entry !== 0; entry = accesses.after(entry)) {
    const [kind, count] = [accesses.kindOf(entry), accesses.countOf(entry)];
    if (count !== 0) each.push(`${String(count)} × ${classNames[kind]!}`);
    cost += count * prices[kind]!;
  }
  return { text: each.sort().join(", "), cost };
}

function hex({ lo, hi }: ZiskInterpreter, r: number): string {
  return `0x${((BigInt(hi[r]! >>> 0) << 32n) | BigInt(lo[r]! >>> 0)).toString(16)}`;
}
