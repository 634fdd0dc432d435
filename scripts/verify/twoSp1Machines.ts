import { inflateSync } from "node:zlib";
import { FastSp1 } from "../../src/core/engine/machines/sp1/fast/fastSp1";
import { SharedMemory } from "../../src/core/engine/machines/sp1/fast/sharedMemory";
import { defaultTuning, type Sp1Tuning } from "../../src/core/engine/machines/sp1/fast/translations";
import { Sp1Followers } from "../../src/core/engine/machines/sp1/followers";
import { Sp1Interpreter } from "../../src/core/engine/machines/sp1/interpreter";
import type { Sp1Model } from "../../src/core/engine/machines/sp1/model";
import { loadSp1, type Sp1Program } from "../../src/core/engine/machines/sp1/program";
import { sp16 } from "../../src/core/engine/machines/sp1/sp16Costs";
import type { EngineCallTree } from "../../src/core/engine/types";
import { readElf } from "../../src/core/symbols/elf";

/** Everything that two ways to run a guest have to say alike. */
export interface Sp1Ran {
  readonly machine: Sp1Interpreter;
  readonly program: Sp1Program;
  readonly tree: EngineCallTree;
  readonly ms: number;
  /** Regions that were translated; 0 for the interpreter. */
  readonly regions: number;
}

/** A guest, its input, how far it may run, and with which prices. */
export interface Sp1Guest {
  readonly elf: Uint8Array;
  readonly input?: readonly Uint8Array[];
  readonly limit?: number;
  readonly model?: Sp1Model;
}

/** How the fast machine is driven. */
export interface Sp1Driven {
  /** Steps of the next slice; without it the run is one. */
  readonly slice?: () => number;
  /** Slices are asked for without leaving the code, or the run is begun anew for each. */
  readonly goesOn?: boolean;
  /** When code is translated; the product's own where none is given. */
  readonly tuning?: Sp1Tuning;
}

/** Translates everything that is come to so often. */
export function sp1Eager(heat: number): Sp1Tuning {
  return { ...defaultTuning, heat, fewest: heat, byRows: 0, firstByRows: 0, mostEntries: 1000 };
}

const most = 2 ** 40;

function loaded(elf: Uint8Array, shared?: SharedMemory): { program: Sp1Program; followers: Sp1Followers } {
  const program = loadSp1(elf);
  const image = readElf(elf, { inflate: (bytes) => inflateSync(bytes) });
  const columns = shared?.followers(program.length, image.symbols.length);
  return { program, followers: new Sp1Followers(program, image, false, 1, columns) };
}

/** The reference: one instruction after the other. */
export function sp1Interpreted({ elf, input = [], limit = most, model = sp16 }: Sp1Guest): Sp1Ran {
  const { program, followers } = loaded(elf);
  const started = performance.now();
  const machine = new Sp1Interpreter(program, model, input, followers);
  machine.run(limit);
  const ms = performance.now() - started;
  const tree = followers.tree.build((fn) => followers.addressOf(fn));
  return { machine, program, tree, ms, regions: 0 };
}

/** The same guest as WebAssembly. */
export function sp1Translated(guest: Sp1Guest, driven: Sp1Driven = {}): Sp1Ran {
  const { elf, input = [], limit = most, model = sp16 } = guest;
  const shared = new SharedMemory();
  const { program, followers } = loaded(elf, shared);
  const started = performance.now();
  const fast = new FastSp1(program, model, input, followers, shared, driven.tuning);
  const machine = fast.reference;
  const { slice } = driven;
  if (slice === undefined) fast.run(limit);
  else if (driven.goesOn === true)
    while (!machine.ended && machine.steps < limit) fast.run(limit, machine.steps + slice(), slice);
  else while (!machine.ended && machine.steps < limit) fast.run(limit, machine.steps + slice());
  fast.settle();
  const ms = performance.now() - started;
  const tree = followers.tree.build((fn) => followers.addressOf(fn));
  return { machine, program, tree, ms, regions: fast.translations.made };
}

const mostSaid = 30;

/** Where two runs of a guest differ. */
export function sp1Differences(a: Sp1Ran, b: Sp1Ran): string[] {
  const out: string[] = [];
  const { program } = a;
  const same = (what: string, one: unknown, other: unknown): void => {
    if (!Object.is(one, other) && out.length < mostSaid)
      out.push(`${what}: ${String(one)}, not ${String(other)}`);
  };
  const columns = (
    what: string,
    one: ArrayLike<number>,
    other: ArrayLike<number>,
    at: (i: number) => string,
  ): void => {
    same(`length of ${what}`, one.length, other.length);
    for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) same(`${what} ${at(i)}`, one[i], other[i]);
  };
  const [x, y] = [a.machine, b.machine];
  for (const key of ["steps", "cycles", "clk", "ecalls", "ended", "exitCode", "pc"] as const)
    same(key, x[key], y[key]);
  same("fault", JSON.stringify(x.fault), JSON.stringify(y.fault));
  same("text", x.streams.text.text(), y.streams.text.text());
  same("public values", x.streams.publicHex, y.streams.publicHex);
  same("tags", JSON.stringify(x.streams.tracker.tags()), JSON.stringify(y.streams.tracker.tags()));
  columns("count", x.count, y.count, (i) => `of row ${String(i)}, 0x${(program.base + 4 * i).toString(16)}`);
  // A run that did not come to its end has no gas.
  if (x.ended && x.fault === null) {
    for (const key of ["entries", "local", "stateBumps", "clockBumps", "chunks", "rawGas"] as const)
      same(key, x.gas[key], y.gas[key]);
    columns("calls", x.gas.calls, y.gas.calls, (i) => `of syscall ${String(i)}`);
  }
  // Where translated code fails its registers are gone; nothing shows them.
  if (x.fault !== null) return [...out, ...treeDifferences(a, b)];
  columns("low half", x.lo.subarray(1, 32), y.lo.subarray(1, 32), (i) => `of x${String(i + 1)}`);
  columns("high half", x.hi.subarray(1, 32), y.hi.subarray(1, 32), (i) => `of x${String(i + 1)}`);
  for (const page of x.memory.pages()) {
    const [one, other] = [x.memory, y.memory].map((memory) => memory.copy(page * 16384, 16384));
    if (Buffer.compare(one!, other!) !== 0)
      same(`memory at 0x${(page * 16384).toString(16)}`, "as it is", "another");
  }
  return [...out, ...treeDifferences(a, b)];
}

function treeDifferences({ tree: a }: Sp1Ran, { tree: b }: Sp1Ran): string[] {
  if (a.length !== b.length) return [`nodes of the call tree: ${String(a.length)}, not ${String(b.length)}`];
  const out: string[] = [];
  for (const key of ["prefix", "calls", "selfSteps"] as const)
    for (let i = 0; i < a.length && out.length < mostSaid; i++)
      if (a[key][i] !== b[key][i]) {
        const node = `node ${String(i)} (0x${(a.address[i] ?? NaN).toString(16)})`;
        out.push(`${key} of ${node}: ${String(a[key][i])}, not ${String(b[key][i])}`);
      }
  return out;
}
