import { safeName, shortName } from "../profile/names";
import { exactCount } from "../report/figures";
import { decodeRiscv, instructionText } from "../symbols/riscv";
import type { ElfImage } from "../symbols/types";
import { DisassemblyFigures } from "./disassemblyFigures";
import type { Counted } from "./disassemblyStretches";
import { functionStretch, lineStretches } from "./disassemblyStretches";
import type { AnnotatedDisassembly } from "./disassemblyText";
import { DisassemblyText } from "./disassemblyText";
import { inlinedCode } from "./inlinedCode";
import { PcRelative } from "./pcRelative";

/** One function of the profile, or what one source line became (inlined copies included). */
export type DisassemblyScope = { readonly func: number } | { readonly file: string; readonly line: number };

export interface DisassemblyOptions {
  /** Turns a path of the debug information into the one that is shown; default: as it is. */
  readonly showPath?: (file: string) => string;
}

/** e_machine of RISC-V. */
const riscv = 243;

/** Longest text in instructions; the rest is counted in a closing line. */
const maxInstructions = 50_000;

/**
 * Address, executions, share of what is shown, cost where the run knows it, steps and instruction, under the source position and inlining chain of
 * each stretch; behind an instruction the classes of its memory accesses, where the run knows them. Works from `profile.instructions`; without them every figure is an en dash.
 */
export function annotatedDisassembly(
  profile: Counted,
  elf: ElfImage,
  scope: DisassemblyScope,
  options: DisassemblyOptions = {},
): AnnotatedDisassembly {
  const writer = new DisassemblyText(options.showPath ?? ((file) => file));
  if (elf.machine !== riscv) {
    writer.comment("the ELF holds no RISC-V code");
    return writer.result();
  }
  const stretches =
    "func" in scope ? functionStretch(profile, elf, scope.func) : lineStretches(profile, elf, scope);
  const figures = new DisassemblyFigures(profile.instructions, stretches);
  if (stretches.length === 0) writer.comment("no machine code is known for this");
  const head = figures.head;
  let left = maxInstructions;
  for (const stretch of stretches) {
    writer.comment(`${safeName(stretch.name)}`);
    if ("func" in scope) writer.inlined(inlinedCode(profile.instructions, scope.func, elf));
    writer.comment(`${head}   instruction`);
    let chain: string[] = [];
    const calls = new PcRelative();
    for (const { from, to } of stretch.ranges) {
      for (let pc = from; pc < to;) {
        const instruction = decodeRiscv(elf.code(pc, 4), pc, elf.bits);
        if (instruction === null) break;
        if (left-- <= 0) break;
        const frames = elf.debug?.frames(pc) ?? [];
        const now = frames.map((f) => `${f.name}\n${f.file}\n${f.line}`);
        if (now.join("\n") !== chain.join("\n")) writer.position(frames, sameOuter(now, chain));
        chain = now;
        const text = instructionText(instruction, (target) => label(elf, stretch.symbol, target));
        const called = instruction.length === 4 ? calls.target(word(elf.code(pc, 4)), pc) : null;
        const accesses = figures.accesses(pc);
        const note =
          called !== null
            ? `  # ${label(elf, stretch.symbol, called)}${figures.fused(pc) ? ", runs with the auipc" : ""}`
            : accesses === ""
              ? ""
              : `  # ${accesses}`;
        writer.instruction(`${figures.columns(pc)}   ${text}${note}`, frames[0]);
        pc += instruction.length;
      }
    }
    writer.blank();
  }
  if (left < 0) writer.comment(`only the first ${exactCount(maxInstructions)} instructions are shown`);
  return writer.result();
}

function word(code: Uint8Array): number {
  return code[0]! | (code[1]! << 8) | (code[2]! << 16) | (code[3]! << 24);
}

/** How many outer frames two chains have in common. */
function sameOuter(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  while (same < a.length && same < b.length && a[a.length - 1 - same] === b[b.length - 1 - same]) same++;
  return same;
}

function label(elf: ElfImage, own: number, target: number): string {
  const hex = target < 0 ? "?" : target.toString(16);
  const symbol = elf.symbols.find(target);
  if (symbol < 0) return hex;
  const offset = target - elf.symbols.address[symbol]!;
  const name = symbol === own ? "" : shortName(elf.symbols.name[symbol]!);
  return offset === 0 && name !== "" ? `${hex} <${name}>` : `${hex} <${name}+0x${offset.toString(16)}>`;
}
