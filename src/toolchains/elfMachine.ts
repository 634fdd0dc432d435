import type { ElfImage } from "../core/symbols/types";

export type ElfMachine =
  | "zisk"
  | "sp1"
  /** SP1 3 to 5: 32 bit. */
  | "sp1-rv32"
  | "risc0"
  /** 32 bit, and nothing in it says whose. */
  | "rv32"
  | "unknown";

/** SP1 6 puts its stack below this address and the program above it (reference sp1-tracing §7). */
const sp1Base = 0x7800_0000;
/** ZisK's programs begin here (0x80000000, from 1.4 on 0x90000000); its memory ends before the second. */
const ziskBase = 0x8000_0000;
const ziskEnd = 0xe000_0000;

/** Whose guest a RISC-V program is, by where it is loaded and, where two machines load alike, by what it links. */
export function machineOfElf(elf: ElfImage): ElfMachine {
  const code = elf.segments.filter(({ executable }) => executable).map(({ address }) => address);
  const lowest = code.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (elf.machine !== 243 || lowest === Number.POSITIVE_INFINITY) return "unknown";
  if (elf.bits === 64)
    return lowest >= sp1Base && lowest < ziskBase
      ? "sp1"
      : lowest >= ziskBase && lowest < ziskEnd
        ? "zisk"
        : "unknown";
  for (const crate of elf.symbols.crate) {
    if (crate === "sp1_zkvm") return "sp1-rv32";
    if (crate === "risc0_zkvm" || crate === "risc0_zkvm_platform") return "risc0";
  }
  return "rv32";
}
