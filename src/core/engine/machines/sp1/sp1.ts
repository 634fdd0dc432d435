import type { CallTree } from "../../../profile/model";
import type { ElfImage } from "../../../symbols/types";
import type { EngineProgress, EngineRequest, EngineRun } from "../../types";
import { Sp1Followers } from "./followers";
import { Sp1Interpreter } from "./interpreter";
import type { Sp1Model } from "./model";
import { loadSp1 } from "./program";
import { sp1Run } from "./sp1Run";

/** A run in slices: whoever holds it decides between two slices whether it goes on. */
export interface Sp1Machine {
  readonly done: boolean;
  readonly progress: EngineProgress;
  /** Runs at most this many more steps. */
  run(steps: number): void;
  /** What was counted so far; `cancelled` where the run was stopped from outside. */
  result(cancelled: boolean): EngineRun;
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
  const followers = new Sp1Followers(program, elf, request.listed, options.sampleRate ?? 1);
  const machine = new Sp1Interpreter(program, model, request.input, followers);
  const limit = Math.min(request.maxSteps ?? model.maxSteps, model.maxSteps);
  return {
    get done() {
      return machine.ended || machine.steps >= limit;
    },
    get progress() {
      return { steps: machine.cycles, function: elf.symbols.name[followers.tree.current] ?? null };
    },
    run: (steps) => machine.run(Math.min(limit, machine.steps + steps)),
    result: (cancelled) => sp1Run(machine, followers, request, cancelled),
    stacks: () =>
      followers.listed === null
        ? null
        : { tree: followers.listed.tree(), withoutStack: followers.listed.withoutStack },
  };
}
