import { safeName } from "../profile/names";
import type { Outcome } from "../profile/model";
import type { ElfImage } from "../symbols/types";
import type { EngineRun } from "./types";

/**
 * The outcome of a run that failed at an instruction, with the function that has it and the line of that function:
 * `…, at 0x90003684 in guest::run (src/main.rs:20)`. Any other outcome as it is.
 */
export function placedOutcome({ outcome, fault }: EngineRun, elf: ElfImage): Outcome {
  const { status, message } = outcome;
  if (status !== "guest-error" || fault === null || message === null) return outcome;
  if (!message.endsWith(`at 0x${fault.pc.toString(16)}`)) return outcome;
  const symbol = elf.symbols.find(fault.pc);
  // What was inlined there stands before the function's own place.
  const place = elf.debugOf(Float64Array.of(fault.pc))?.places(fault.pc).at(-1);
  const name = symbol < 0 ? "" : ` in ${safeName(elf.symbols.nameOf(symbol))}`;
  const line = place === undefined || place.line === 0 ? "" : ` (${safeName(place.file)}:${place.line})`;
  return { status, message: `${message}${name}${line}` };
}
