import type { OpcodeRow, Outcome } from "../../../profile/model";
import { exact } from "../../../profile/numbers";
import type { EngineRequest, EngineRun } from "../../types";
import type { Followers } from "./followers";
import type { ZiskInterpreter } from "./interpreter";
import { instructionCosts, type InstructionCosts } from "./instructionCosts";
import { layout, publicBytes } from "./layout";
import type { ZiskProgram } from "./load";
import { alignedRead, alignedWrite, classNames, classPrices, shapeCount } from "./memoryClasses";
import type { ZiskModel } from "./model";

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
  charged = instructionCosts(state, model),
): EngineRun {
  const { program } = state;
  const { rows, frops } = opcodeRows(charged, model);
  const main = model.main * state.steps;
  const memory = state.memTotal + program.initCost;
  const variable = exact(main + charged.opcodes + charged.precompiles + memory, "cost");
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
      opcodes: charged.opcodes,
      precompiles: charged.precompiles,
      memory,
      variable,
      base: model.base,
      total: variable + model.base,
      frops,
    },
    opcodes: rows,
    memory: memoryRows(charged, program, model),
    usage: { rom: program.romUsage, ram: heapUsage(state, heap) },
    regions: charged.regions,
    tags: state.tags.rows(),
    pcs: charged.pcs,
    precompiles: charged.sites,
    outside: program.initCost,
    callTree: followers.tree.build((fn) => followers.addressOf(fn)),
    inlinedTree: inlinedTree(followers, model),
    listed: followers.listed?.listed(request.mainName, model.main) ?? null,
    warnings: warnings(state, program, followers),
  };
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

/** By cost, then count, as the tool lists them; base operations first. */
function opcodeRows(
  { opCount: count, opCost: cost, frequent }: InstructionCosts,
  model: ZiskModel,
): { rows: OpcodeRow[]; frops: number } {
  let frops = 0;
  const rows = [...model.ops]
    .sort((a, b) => a.code - b.code)
    .filter((op) => op.listed && count[op.code]! > 0)
    .map((op): OpcodeRow => {
      const hits = frequent[op.code]!;
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
  return { rows, frops };
}

function memoryRows(charged: InstructionCosts, program: ZiskProgram, model: ZiskModel): EngineRun["memory"] {
  const prices = classPrices(model.memory);
  const counts = charged.accesses.slice();
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
