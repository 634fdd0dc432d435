import { CycleLensError } from "../../../errors";
import { namedAddresses } from "../../../symbols/namedAddresses";
import type { ElfImage } from "../../../symbols/types";
import { inlineSitesOf } from "../../inlineSites";
import type { EngineMachine } from "../../machine";
import type { EngineRequest } from "../../types";
import { FastZisk } from "./fast/fastMachine";
import { Followers } from "./followers";
import { ZiskInterpreter } from "./interpreter";
import { loadZisk, type ZiskProgram } from "./load";
import type { ZiskModel } from "./model";
import { ziskRun, type HeapSymbols } from "./ziskRun";

/** Longest input. */
const mostInput = 0x90000000 - 0x10000008;

/**
 * A guest, ready to run step by step. Throws `bad-input` or `unsupported` for a guest that the machine does
 * not load, `bad-input` for an input of a length that is no multiple of 8.
 */
export function ziskMachine(request: EngineRequest, elf: ElfImage, model: ZiskModel): EngineMachine {
  const input = request.input[0] ?? new Uint8Array(0);
  checkInput(input);
  const program = loadZisk(request.elf, model);
  const sites = request.inlined === true ? inlineSitesOf(elf) : null;
  const followers = new Followers(program.code, elf.symbols, request.listed, sites);
  // Listed and inlined functions follow every step; only the interpreter does.
  const fast = request.listed || sites !== null ? null : fastMachine(program, model, input, followers);
  const machine =
    fast?.interpreter ?? new ZiskInterpreter(program, model, input, undefined, undefined, followers);
  const heap = heapSymbols(request.elf);
  const limit = Math.min(request.maxSteps ?? model.maxSteps, model.maxSteps);
  return {
    get done() {
      return machine.ended || machine.steps >= limit;
    },
    get progress() {
      const fn = followers.tree.current;
      const known = fn >= 0 && fn < elf.symbols.length;
      return { steps: machine.steps, function: known ? elf.symbols.nameOf(fn) : null };
    },
    run: (steps, more) => {
      const until = (next: number): number => Math.min(limit, machine.steps + next);
      if (fast !== null) {
        fast.run(limit, until(steps), more);
        return;
      }
      for (let next = steps; next > 0 && !machine.ended && machine.steps < limit; next = more?.() ?? 0)
        machine.run(until(next));
    },
    result: (cancelled) => {
      fast?.settle();
      return ziskRun(machine, model, followers, heap, request, cancelled, fast?.instructionCosts());
    },
  };
}

/** Null where the system does not give the memory: then the guest is interpreted. */
function fastMachine(
  program: ZiskProgram,
  model: ZiskModel,
  input: Uint8Array,
  followers: Followers,
): FastZisk | null {
  try {
    return new FastZisk(program, model, input, followers);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function checkInput(input: Uint8Array): void {
  if (input.length % 8 !== 0)
    throw new CycleLensError(
      "bad-input",
      `the input is ${String(input.length)} bytes long, which is no multiple of 8`,
      "frame a plain file with --framing zisk",
    );
  if (input.length > mostInput)
    throw new CycleLensError("too-large", "the input does not fit the machine", "give less than 2 GB");
}

function heapSymbols(file: Uint8Array): HeapSymbols {
  const [bottom = 0, top = 0, position = 0] = namedAddresses(file, [
    "_heap_bottom",
    "_heap_top",
    "ZISK_BUMP_HEAP_POS",
  ]);
  return { bottom, top, position };
}
