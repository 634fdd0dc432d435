import type { OpcodeRow, Outcome, Region } from "../../../profile/model";
import { exact } from "../../../profile/numbers";
import type { EngineRequest, EngineRun, PcCosts } from "../../types";
import type { Followers } from "./followers";
import type { ZiskInterpreter } from "./interpreter";
import { layout, publicBytes } from "./layout";
import { precompileCounts, sparedCosts } from "./lineExtras";
import type { ZiskProgram } from "./load";
import { alignedRead, alignedWrite, classNames, classPrices, shapeCount } from "./memoryClasses";
import type { ZiskModel } from "./model";
import { pcAccesses } from "./pcAccesses";

/** Where a guest says how much of its heap it used; zeros where it has no such symbols. */
export interface HeapSymbols {
  readonly bottom: number;
  readonly top: number;
  readonly position: number;
}

/** What a machine has counted by the end of a run, whatever way it ran. */
export type ZiskState = Pick<
  ZiskInterpreter,
  | "program"
  | "memory"
  | "count"
  | "opCost"
  | "memCost"
  | "frequent"
  | "accesses"
  | "text"
  | "tags"
  | "steps"
  | "opTotal"
  | "memTotal"
  | "exitCode"
  | "fault"
  | "ended"
>;

/** Exit code of a tool that reached its step limit. */
const limitExit = 1;
const panicExit = 101;

/** Puts what a machine counted into the engine's own terms. Throws `overflow` for totals beyond 2^53. */
export function ziskRun(
  state: ZiskState,
  model: ZiskModel,
  followers: Followers,
  heap: HeapSymbols,
  request: EngineRequest,
  cancelled: boolean,
): EngineRun {
  const { program } = state;
  const kindOf = new Map(model.ops.map((op) => [op.code, op.kind]));
  const isPrecompile = (op: number): boolean => kindOf.get(op) === "precompile";
  const ran = instructionsThatRan(state);
  const pcs = pcCosts(state, ran, model, isPrecompile);
  const { opcodes, frops } = opcodeRows(state, ran, model);
  const main = model.main * state.steps;
  const precompiles = sum(pcs.parts["precompiles"]!);
  const opCosts = sum(pcs.parts["opcodes"]!);
  const memory = state.memTotal + program.initCost;
  const variable = exact(main + opCosts + precompiles + memory, "cost");
  const outcome = outcomeOf(state, cancelled);
  const finished = outcome.status === "ok";
  return {
    machine: "zisk",
    model: model.id,
    outcome,
    exitCode: state.ended ? state.exitCode : cancelled ? null : limitExit,
    fault: state.fault,
    output: { publicHex: finished ? publicHex(state) : null, text: state.text.text() },
    totals: {
      steps: state.steps,
      main,
      opcodes: opCosts,
      precompiles,
      memory,
      variable,
      base: model.base,
      total: variable + model.base,
      frops,
    },
    opcodes,
    memory: memoryRows(state, program, model),
    usage: { rom: program.romUsage, ram: heapUsage(state, heap) },
    regions: regions(pcs),
    tags: state.tags.rows(),
    pcs,
    precompiles: precompileCounts(state, model, ran.first, ran.end),
    outside: program.initCost,
    callTree: followers.tree.build((fn) => followers.addressOf(fn)),
    inlinedTree: inlinedTree(followers, model),
    listed: followers.listed?.listed(request.mainName, model.main) ?? null,
    warnings: warnings(state, program, followers),
  };
}

function sum(column: Float64Array): number {
  let all = 0;
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) all += column[i]!;
  return all;
}

/** Its parts are those of the totals; `main` is so much a step. */
function inlinedTree(followers: Followers, model: ZiskModel): EngineRun["inlinedTree"] {
  const recorded = followers.inlined?.recorded((fn) => followers.addressOf(fn));
  if (recorded === undefined) return null;
  const [selfSteps, operations, precompiles, memory] = recorded.counters as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const main = selfSteps.map((steps) => steps * model.main);
  const opcodes = operations.map((cost, node) => cost - precompiles[node]!);
  const selfCost = main.map((cost, node) => cost + operations[node]! + memory[node]!);
  return { ...recorded.tree, selfSteps, selfCost, parts: { main, opcodes, precompiles, memory } };
}

function outcomeOf(state: ZiskState, cancelled: boolean): Outcome {
  if (!state.ended)
    return cancelled
      ? { status: "cancelled", message: "the run was stopped" }
      : {
          status: "step-limit",
          message: `the run was stopped after ${state.steps.toLocaleString("en-US")} steps`,
        };
  if (state.fault === null) return { status: "ok", message: null };
  return {
    status: "guest-error",
    message: `${state.fault.message}, at 0x${state.fault.pc.toString(16)}`,
  };
}

/** Micro-steps are charged to their instruction; rows of one stand together. */
function pcCosts(
  state: ZiskState,
  { length, first, end }: Ran,
  model: ZiskModel,
  isPrecompile: (op: number) => boolean,
): PcCosts {
  const { count, opCost, memCost } = state;
  const { op, owner } = state.program.code;
  const special = Uint8Array.from({ length: 256 }, (_, code) => (isPrecompile(code) ? 1 : 0));
  const column = (): Float64Array => new Float64Array(length);
  const [pc, runs, steps, main] = [column(), column(), column(), column()];
  const [opcodes, precompiles, memory] = [column(), column(), column()];
  const spared = sparedCosts(state, model, first, end);
  for (let i = 0; i < length; i++) {
    const row = first[i]!;
    pc[i] = owner[row]!;
    runs[i] = count[row]!;
    for (let at = row; at < end[i]!; at++) {
      steps[i]! += count[at]!;
      if (memCost[at] !== 0) memory[i]! += memCost[at]!;
      if (opCost[at] === 0) continue;
      if (special[op[at]!] === 1) precompiles[i]! += opCost[at]!;
      else opcodes[i]! += opCost[at]!;
    }
    main[i] = model.main * steps[i]!;
  }
  return {
    length,
    pc,
    count: runs,
    steps,
    parts: { main, opcodes, precompiles, memory },
    extras: spared.some((cost) => cost > 0) ? { spared } : {},
    accesses: pcAccesses(state.accesses, model.memory, first, end),
  };
}

/** Rows [first, end) of every instruction that ran, in order of address. */
interface Ran {
  readonly length: number;
  readonly first: Int32Array;
  readonly end: Int32Array;
}

function instructionsThatRan({ program, count }: ZiskState): Ran {
  const { owner } = program.code;
  const rows = program.code.neededRows();
  let first = new Int32Array(rows.length);
  let end = new Int32Array(rows.length);
  let length = 0;
  let before = -1;
  let ascends = true;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (count[row] === 0) continue;
    const at = owner[row]!;
    if (at === before) {
      end[length - 1] = row + 1;
      continue;
    }
    ascends &&= at > before;
    before = at;
    first[length] = row;
    end[length++] = row + 1;
  }
  first = first.subarray(0, length);
  end = end.subarray(0, length);
  if (ascends) return { length, first, end };
  const order = Int32Array.from(first.keys()).sort((a, b) => owner[first[a]!]! - owner[first[b]!]!);
  return { length, first: order.map((i) => first[i]!), end: order.map((i) => end[i]!) };
}

/** By cost, then count, as the tool lists them; base operations first. */
function opcodeRows(
  state: ZiskState,
  { length, first, end }: Ran,
  model: ZiskModel,
): { opcodes: OpcodeRow[]; frops: number } {
  const { code } = state.program;
  const count = new Float64Array(256);
  const cost = new Float64Array(256);
  for (let i = 0; i < length; i++)
    for (let row = first[i]!; row < end[i]!; row++) {
      count[code.op[row]!]! += state.count[row]!;
      cost[code.op[row]!]! += state.opCost[row]!;
    }
  let frops = 0;
  const rows = [...model.ops]
    .sort((a, b) => a.code - b.code)
    .filter((op) => op.listed && count[op.code]! > 0)
    .map((op): OpcodeRow => {
      const hits = state.frequent[op.code]!;
      frops += hits * op.cost;
      return {
        name: op.name,
        kind: op.kind === "precompile" ? "precompile" : "base",
        count: count[op.code]! - hits,
        cost: cost[op.code]!,
        frops: hits === 0 ? null : { count: hits, cost: hits * op.cost },
      };
    });
  const order = { base: 0, precompile: 1 };
  rows.sort((a, b) => order[a.kind] - order[b.kind] || b.cost! - a.cost! || b.count! - a.count!);
  return { opcodes: rows, frops };
}

function memoryRows(state: ZiskState, program: ZiskProgram, model: ZiskModel): EngineRun["memory"] {
  const prices = classPrices(model.memory);
  const counts = state.accesses.totals();
  // The tool counts initialised data among the reads of ROM and the writes of the stack.
  counts[2 * shapeCount + alignedRead]! += program.initReads;
  counts[alignedWrite]! += program.initWrites;
  return classNames.flatMap((name, i) =>
    counts[i]! === 0 ? [] : [{ class: name, count: counts[i]!, cost: counts[i]! * prices[i]! }],
  );
}

function heapUsage(state: ZiskState, heap: HeapSymbols): number | null {
  if (!(heap.top - heap.bottom > 0)) return null;
  if (heap.position === 0) return 0;
  try {
    state.memory.read(heap.position, 8);
  } catch {
    return null;
  }
  const position = (state.memory.hi >>> 0) * 4294967296 + (state.memory.lo >>> 0);
  return position === 0 ? 0 : position - heap.bottom;
}

function regions(pcs: PcCosts): Region[] {
  const limits = [layout.rom, layout.library, layout.floatLibrary, layout.romEnd];
  const names = ["LOW (< ROM)", "PROGRAM ROM", "ZISKLIB ROM", "FLOAT ROM"];
  const steps = limits.map(() => 0);
  // Instructions stand in order of address.
  for (let i = 0, region = 0; i < pcs.length; i++) {
    while (pcs.pc[i]! >= limits[region]!) region++;
    steps[region]! += pcs.steps[i]!;
  }
  return names.map((name, i) => ({ name, steps: steps[i]! }));
}

function publicHex(state: ZiskState): string {
  const bytes = state.memory.range(layout.publicOutput, publicBytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function warnings(state: ZiskState, program: ZiskProgram, followers: Followers): string[] {
  const out = [...program.warnings];
  if (state.text.dropped > 0)
    out.push(`the guest printed ${state.text.dropped.toLocaleString("en-US")} bytes more than are kept`);
  if (followers.tree.folded > 0)
    out.push(
      `${followers.tree.folded.toLocaleString("en-US")} calls lie too deep to be told apart in the call tree`,
    );
  out.push(...(followers.inlined?.warnings ?? []));
  if (state.exitCode === panicExit && state.fault !== null)
    out.push("ziskemu prints no report of such a run; the figures here end where the guest failed");
  return out;
}
