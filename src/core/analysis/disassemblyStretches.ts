import type { InstructionTable, Profile } from "../profile/model";
import { lastAtMost } from "../symbols/symbolTable";
import type { ElfImage } from "../symbols/types";

/** What is needed of a profile: a worker gets no more. */
export type Counted = Pick<Profile, "functions" | "instructions">;

/** Code that is shown under one title. */
export interface Stretch {
  readonly name: string;
  /** Row of the ELF's symbols; -1 outside of all. */
  readonly symbol: number;
  /** [from, to) in order of address. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

/** The code of one function: its symbol where the ELF has one, else what ran of it. */
export function functionStretch(profile: Counted, elf: ElfImage, func: number): Stretch[] {
  const { functions, instructions } = profile;
  if (!(func >= 0 && func < functions.length)) return [];
  const name = functions.name[func]!;
  let symbol = elf.symbols.find(functions.address[func]!);
  // A profile from a report knows no addresses, only names.
  const rawName = functions.rawName[func];
  if (symbol < 0 && rawName !== null) symbol = elf.symbols.rawName.indexOf(rawName!);
  if (symbol < 0 && !name.startsWith("[")) symbol = elf.symbols.name.indexOf(name);
  if (symbol >= 0) {
    const from = elf.symbols.address[symbol]!;
    return [{ name, symbol, ranges: [{ from, to: from + elf.symbols.size[symbol]! }] }];
  }
  // Code outside every symbol: the instructions that ran.
  const ranges = ranWhere(instructions, (i) => instructions!.func[i] === func).filter(
    (r) => elf.code(r.from, 1).length > 0,
  );
  return ranges.length === 0 ? [] : [{ name, symbol: -1, ranges }];
}

/** What one source line became wherever it ran, a stretch a symbol. */
export function lineStretches(
  profile: Counted,
  elf: ElfImage,
  scope: { file: string; line: number },
): Stretch[] {
  const { instructions, functions } = profile;
  const debug = elf.debug;
  if (instructions === null || debug === null) return [];
  const ranges = ranWhere(instructions, (i) =>
    debug.frames(instructions.pc[i]!).some((f) => f.line === scope.line && f.file === scope.file),
  );
  const stretches: { name: string; symbol: number; ranges: { from: number; to: number }[] }[] = [];
  for (const range of ranges) {
    const symbol = elf.symbols.find(range.from);
    const last = stretches[stretches.length - 1];
    if (last !== undefined && last.symbol === symbol) last.ranges.push(range);
    else {
      const row = instructions.func[lastAtMost(instructions.pc, range.from)]!;
      const name = symbol >= 0 ? elf.symbols.name[symbol]! : (functions.name[row] ?? "[no symbol]");
      stretches.push({ name, symbol, ranges: [range] });
    }
  }
  return stretches;
}

/** Single instructions that ran and that `wanted` picks. */
function ranWhere(
  instructions: InstructionTable | null,
  wanted: (row: number) => boolean,
): { from: number; to: number }[] {
  const ranges: { from: number; to: number }[] = [];
  for (let i = 0; instructions !== null && i < instructions.length; i++) {
    const from = instructions.pc[i]!;
    if (!Number.isNaN(from) && wanted(i)) ranges.push({ from, to: from + 1 });
  }
  return ranges;
}
