import type { OpcodeRow, Outcome } from "../../../profile/model";
import { wideExitCode } from "../../../profile/wideExitCode";
import type { EngineRequest, EngineRun, PcCosts } from "../../types";
import type { Sp1Followers } from "./followers";
import type { Sp1State } from "./state";
import { countsByOpcode } from "./gas";
import { opcodeClasses } from "./opcodeClasses";
import { opcodeNames } from "./opcodes";
import { forReadRows } from "./program";

/** Puts what a machine counted into the engine's own terms. */
export function sp1Run(
  state: Sp1State,
  followers: Sp1Followers,
  _request: EngineRequest,
  cancelled: boolean,
): EngineRun {
  const { streams, gas, model } = state;
  const outcome = outcomeOf(state, cancelled);
  // SP1 says no gas of a run that did not come to its end.
  const hasGas = state.ended && !state.failed;
  return {
    machine: "sp1",
    model: model.id,
    outcome,
    exitCode: state.ended ? state.exitCode : null,
    fault:
      state.fault ??
      (outcome.status === "guest-error" ? { pc: state.pc, message: outcome.message ?? "" } : null),
    output: { publicHex: state.failed ? null : streams.publicHex, text: streams.text.text() },
    totals: {
      cycles: state.cycles,
      gas: hasGas ? Number(gas.shownGas) : null,
      gasRaw: hasGas ? Number(gas.rawGas) : null,
      clk: state.clk,
    },
    opcodes: opcodeRows(state),
    memory: [],
    usage: { rom: null, ram: null },
    regions: [],
    tags: streams.tracker.tags(),
    pcs: pcCosts(state),
    outside: 0,
    callTree: { ...followers.tree.build((fn) => followers.addressOf(fn)), selfCost: null },
    inlinedTree: inlinedTree(followers),
    listed: followers.listed?.listed() ?? null,
    warnings: warnings(state, followers),
  };
}

/** Its parts are cycles by kind of instruction. */
function inlinedTree(followers: Sp1Followers): EngineRun["inlinedTree"] {
  const recorded = followers.inlined?.recorded((fn) => followers.addressOf(fn));
  if (recorded === undefined) return null;
  const [selfSteps, ...kinds] = recorded.counters as [Float64Array, ...Float64Array[]];
  const parts = Object.fromEntries(opcodeClasses.map((name, i) => [name, kinds[i]!]));
  return { ...recorded.tree, selfSteps, selfCost: null, parts };
}

function outcomeOf(state: Sp1State, cancelled: boolean): Outcome {
  if (!state.ended)
    return cancelled
      ? { status: "cancelled", message: "the run was stopped" }
      : {
          status: "step-limit",
          message: `the run was stopped after ${state.cycles.toLocaleString("en-US")} cycles`,
        };
  if (state.fault !== null)
    return {
      status: "guest-error",
      message: `the guest ${state.fault.message}, at 0x${state.fault.pc.toString(16)}`,
    };
  if (state.exitCode === 0) return { status: "ok", message: null };
  return (
    state.streams.text.outcome() ?? {
      status: "guest-error",
      message: `the guest ended with exit code ${String(state.exitCode)}`,
    }
  );
}

function pcCosts({ count, program }: Sp1State): PcCosts {
  let most = 0;
  forReadRows(program, (from, to) => (most += to - from));
  const pc = new Float64Array(most);
  const counts = new Float64Array(most);
  let length = 0;
  forReadRows(program, (from, to) => {
    for (let row = from; row < to; row++) {
      const runs = count[row]!;
      if (runs === 0) continue;
      pc[length] = program.base + 4 * row;
      counts[length++] = runs;
    }
  });
  const ran = counts.slice(0, length);
  return { length, pc: pc.slice(0, length), count: ran, steps: ran, cost: null, parts: {} };
}

/** As the report has them: opcodes by count, then syscalls; of equal counts in the order of SP1's own list. */
function opcodeRows(state: Sp1State): OpcodeRow[] {
  const counts = countsByOpcode(state.program, state.count);
  const rows = (names: readonly string[], by: Float64Array, kind: OpcodeRow["kind"]): OpcodeRow[] =>
    names
      .map((name, i) => ({ name, kind, count: by[i]!, cost: null, frops: null }))
      .filter((row) => row.count > 0)
      .sort((a, b) => b.count - a.count);
  return [
    ...rows(opcodeNames, counts, "base"),
    ...rows(
      state.model.syscalls.map(({ name }) => name),
      state.gas.calls,
      "precompile",
    ),
  ];
}

function warnings(state: Sp1State, followers: Sp1Followers): string[] {
  const { tracker, text } = state.streams;
  const out: string[] = [];
  const few = (labels: readonly string[]): string =>
    labels
      .slice(0, 3)
      .map((label) => `"${label.slice(0, 60)}"`)
      .join(", ") + (labels.length > 3 ? ` and ${String(labels.length - 3)} more` : "");
  const [low, high] = [state.lo[10]!, state.hi[10]!];
  if (state.ended && state.fault === null && high !== 0)
    out.push(wideExitCode(String(BigInt.asUintN(64, (BigInt(high) << 32n) | BigInt(low >>> 0))), low >>> 0));
  if (text.clipped) out.push("the guest printed more than is kept; its text is cut");
  if (tracker.unmatched.length > 0) out.push(`cycle-tracker ends without a start: ${few(tracker.unmatched)}`);
  if (tracker.neverClosed.length > 0)
    out.push(`cycle-tracker labels never closed: ${few(tracker.neverClosed)}`);
  if (followers.tree.folded > 0)
    out.push(
      `${followers.tree.folded.toLocaleString("en-US")} calls lie too deep to be told apart in the call tree`,
    );
  out.push(...(followers.inlined?.warnings ?? []));
  return out;
}
