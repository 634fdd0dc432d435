import type { CallTree } from "../../../profile/model";
import type { ElfImage } from "../../../symbols/types";
import { inlineSitesOf } from "../../inlineSites";
import type { EngineMachine } from "../../machine";
import type { EngineRequest } from "../../types";
import { FastSp1 } from "./fast/fastSp1";
import { SharedMemory } from "./fast/sharedMemory";
import { Sp1Followers } from "./followers";
import { Sp1Interpreter } from "./interpreter";
import type { Sp1Model } from "./model";
import { loadSp1 } from "./program";
import { sp1Run } from "./sp1Run";

/** The machine, and what SP1's own profiler would see of it. */
export interface Sp1Machine extends EngineMachine {
  /** The stacks by SP1's own rule as a tree, and the cycles outside of them; null where they were not asked for. */
  stacks(): { readonly tree: CallTree; readonly withoutStack: number } | null;
}

export interface Sp1Options {
  /** Of SP1's own stacks: every so manieth cycle is looked at, and weighs as much. */
  readonly sampleRate?: number;
}

/** A guest, ready to run step by step. Throws `bad-input` or `unsupported` for a guest that the machine does not load. */
export function sp1Machine(
  request: EngineRequest,
  elf: ElfImage,
  model: Sp1Model,
  options: Sp1Options = {},
): Sp1Machine {
  const program = loadSp1(request.elf);
  const sites = request.inlined === true ? inlineSitesOf(elf) : null;
  // SP1's own stacks and inlined functions follow every step; only the interpreter does.
  const shared = request.listed || sites !== null ? null : sharedMemory();
  const columns = shared?.followers(program.length, elf.symbols.length) ?? null;
  const followers = new Sp1Followers(program, elf, request.listed, options.sampleRate ?? 1, columns, sites);
  const fast = shared && new FastSp1(program, model, request.input, followers, shared);
  const machine = fast?.reference ?? new Sp1Interpreter(program, model, request.input, followers);
  const limit = Math.min(request.maxSteps ?? model.maxSteps, model.maxSteps);
  return {
    get done() {
      return machine.ended || machine.steps >= limit;
    },
    get progress() {
      const fn = followers.tree.current;
      return { steps: machine.cycles, function: fn >= 0 ? elf.symbols.nameOf(fn) : null };
    },
    run: (steps, more) => {
      if (fast !== null) {
        const until = Math.min(limit, machine.steps + steps);
        if (more === undefined) fast.run(until);
        else fast.run(limit, until, more);
        return;
      }
      for (let next = steps; next > 0 && !machine.ended && machine.steps < limit; next = more?.() ?? 0)
        machine.run(Math.min(limit, machine.steps + next));
    },
    result: (cancelled) => {
      fast?.settle();
      return sp1Run(machine, followers, request, cancelled);
    },
    stacks: () =>
      followers.listed === null
        ? null
        : { tree: followers.listed.tree(), withoutStack: followers.listed.withoutStack },
  };
}

/** Null where the system does not give the memory: then the guest is interpreted. */
function sharedMemory(): SharedMemory | null {
  try {
    return new SharedMemory();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
