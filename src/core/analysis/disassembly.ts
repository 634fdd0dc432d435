import { safeName, shortName } from "../profile/names";
import type { InstructionTable, Profile } from "../profile/model";
import { exactCount, formatPercent } from "../report/figures";
import { decodeRiscv, instructionText } from "../symbols/riscv";
import { lastAtMost } from "../symbols/symbolTable";
import type { ElfImage, SourceFrame } from "../symbols/types";
import { inlineTree } from "./inlineTree";
import { PcRelative } from "./pcRelative";

/** Annotated text, and for every line of it the source line it comes from. */
export interface AnnotatedDisassembly {
  readonly text: string;
  readonly files: readonly string[];
  /** Per text line a row of `files`; -1 for none. */
  readonly file: readonly number[];
  /** Per text line the 1-based source line; 0 for none. */
  readonly line: readonly number[];
}

/** One function of the profile, or what one source line became (inlined copies included). */
export type DisassemblyScope = { readonly func: number } | { readonly file: string; readonly line: number };

/** What is needed of a profile: a worker gets no more. */
type Counted = Pick<Profile, "functions" | "instructions">;

export interface DisassemblyOptions {
  /** Turns a path of the debug information into the one that is shown; default: as it is. */
  readonly showPath?: (file: string) => string;
}

/** Longest text in instructions; the rest is counted in a closing line. */
const maxInstructions = 50_000;

/**
 * Address, executions, share of what is shown, cost where the run knows it, steps and instruction, under the source position and inlining chain of
 * each stretch. Works from `profile.instructions`; without them every figure is an en dash.
 */
export function annotatedDisassembly(
  profile: Counted,
  elf: ElfImage,
  scope: DisassemblyScope,
  options: DisassemblyOptions = {},
): AnnotatedDisassembly {
  const writer = new Writer(options.showPath ?? ((file) => file));
  if (elf.machine !== riscv) {
    writer.comment("the ELF holds no RISC-V code");
    return writer.result();
  }
  const stretches =
    "func" in scope ? functionStretch(profile, elf, scope.func) : lineStretches(profile, elf, scope);
  const figures = new Figures(profile.instructions, stretches);
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
        const note =
          called === null
            ? ""
            : `  # ${label(elf, stretch.symbol, called)}${figures.fused(pc) ? ", runs with the auipc" : ""}`;
        writer.instruction(`${figures.columns(pc)}   ${text}${note}`, frames[0]);
        pc += instruction.length;
      }
    }
    writer.blank();
  }
  if (left < 0) writer.comment(`only the first ${exactCount(maxInstructions)} instructions are shown`);
  return writer.result();
}

/** Most functions that the summary of inlined code names. */
const maxInlined = 8;

interface InlinedCode {
  readonly metric: string;
  readonly name: string;
  readonly self: number;
  readonly share: number;
}

/** What was inlined into a function and costs most there by itself; empty without counts or debug information. */
function inlinedCode(instructions: InstructionTable | null, func: number, elf: ElfImage): InlinedCode[] {
  if (instructions === null) return [];
  const metric = ["cost", "steps", "cycles"].find((id) => instructions.self[id] !== undefined);
  if (metric === undefined) return [];
  const tree = inlineTree(instructions, metric, func, elf);
  if (tree === null) return [];
  const byName = new Map<string, number>();
  let whole = 0;
  for (let row = 0; row < tree.length; row++) {
    whole += tree.self[row]!;
    if (tree.prefix[row]! >= 0)
      byName.set(tree.name[row]!, (byName.get(tree.name[row]!) ?? 0) + tree.self[row]!);
  }
  return [...byName]
    .filter(([, self]) => self > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxInlined)
    .map(([name, self]) => ({ metric, name, self, share: self / whole }));
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

const riscv = 243;

interface Stretch {
  readonly name: string;
  /** Row of the ELF's symbols; -1 outside of all. */
  readonly symbol: number;
  /** [from, to) in order of address. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

function functionStretch(profile: Counted, elf: ElfImage, func: number): Stretch[] {
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

function lineStretches(profile: Counted, elf: ElfImage, scope: { file: string; line: number }): Stretch[] {
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

function label(elf: ElfImage, own: number, target: number): string {
  const hex = target < 0 ? "?" : target.toString(16);
  const symbol = elf.symbols.find(target);
  if (symbol < 0) return hex;
  const offset = target - elf.symbols.address[symbol]!;
  const name = symbol === own ? "" : shortName(elf.symbols.name[symbol]!);
  return offset === 0 && name !== "" ? `${hex} <${name}>` : `${hex} <${name}+0x${offset.toString(16)}>`;
}

/** Counts of the run by address, and the sum of what is shown. */
class Figures {
  private readonly steps: Float64Array | null;
  /** Of instructions; null where the run does not know it. */
  private readonly cost: Float64Array | null;
  private readonly shown: number;

  constructor(
    private readonly instructions: InstructionTable | null,
    stretches: readonly Stretch[],
  ) {
    const self = instructions?.self ?? {};
    this.steps = self["steps"] ?? self["cycles"] ?? Object.values(self)[0] ?? null;
    this.cost = self["cost"] ?? null;
    let shown = 0;
    for (const { ranges } of stretches)
      for (const { from, to } of ranges)
        for (let row = this.firstAtLeast(from); row < this.length && instructions!.pc[row]! < to; row++)
          shown += this.weight?.[row] ?? 0;
    this.shown = shown;
  }

  /** Titles of `columns`, behind a comment's mark. */
  get head(): string {
    const cost = this.cost === null ? "" : "cost".padStart(17);
    return `${"address".padEnd(10)}${"count".padStart(15)}${"share".padStart(9)}${cost}${"steps".padStart(15)}`;
  }

  columns(pc: number): string {
    const row = this.instructions === null ? -1 : this.firstAtLeast(pc);
    const ran = row >= 0 && row < this.length && this.instructions!.pc[row] === pc;
    const at = (values: Float64Array | null): number =>
      ran ? (values?.[row] ?? NaN) : this.instructions !== null ? 0 : NaN;
    const text = (value: number): string => (Number.isNaN(value) ? "–" : exactCount(value));
    const weight = at(this.weight);
    const share = weight === 0 ? "" : formatPercent(this.shown > 0 ? weight / this.shown : null);
    const cost = this.cost === null ? "" : text(at(this.cost)).padStart(17);
    const count = at(this.instructions?.count ?? null);
    return `${pc.toString(16).padStart(10)}${text(count).padStart(15)}${share.padStart(9)}${cost}${text(at(this.steps)).padStart(15)}`;
  }

  private get weight(): Float64Array | null {
    return this.cost ?? this.steps;
  }

  /** True where the instruction never ran and the one before it did: ZisK made one step of both. */
  fused(pc: number): boolean {
    return this.ran(pc - 4) && !this.ran(pc);
  }

  private ran(pc: number): boolean {
    const row = this.firstAtLeast(pc);
    return row < this.length && this.instructions!.pc[row] === pc;
  }

  private get length(): number {
    return this.instructions?.length ?? 0;
  }

  private firstAtLeast(pc: number): number {
    const at = lastAtMost(this.instructions?.pc ?? none, pc, this.length);
    return at >= 0 && this.instructions!.pc[at] === pc ? at : at + 1;
  }
}

const none = new Float64Array(0);

/** Text lines with their sources. */
class Writer {
  private readonly text: string[] = [];
  private readonly files: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly file: number[] = [];
  private readonly line: number[] = [];

  constructor(private readonly showPath: (file: string) => string) {}

  comment(text: string, frame?: SourceFrame): void {
    this.push(`; ${text}`, frame);
  }

  /** One row a function that was inlined, the costliest first. */
  inlined(rows: readonly InlinedCode[]): void {
    if (rows.length === 0) return;
    this.comment(`inlined here, by its own ${rows[0]!.metric}:`);
    for (const { name, self, share } of rows)
      this.comment(
        `${exactCount(self).padStart(17)}${formatPercent(share).padStart(9)}  ${safeName(shortName(name))}`,
      );
    this.blank();
  }

  blank(): void {
    this.push("");
  }

  instruction(text: string, frame: SourceFrame | undefined): void {
    this.push(text, frame);
  }

  /** The innermost position, then where each frame was inlined, as far as it is new: the outer `known` ones stand above. */
  position(frames: readonly SourceFrame[], known: number): void {
    this.blank();
    if (frames.length === 0) this.comment("no source position is known");
    frames.slice(0, Math.max(2, frames.length - known)).forEach((frame, i) => {
      const place =
        frame.line > 0
          ? `${this.showPath(frame.file)}:${frame.line}`
          : `${this.showPath(frame.file)}, line unknown`;
      const name = frame.name === null ? "" : `  ${safeName(shortName(frame.name))}`;
      this.comment(
        `${"  ".repeat(Math.min(i, 20))}${i === 0 ? "" : "inlined at "}${safeName(place)}${name}`,
        frame,
      );
    });
  }

  private push(text: string, frame?: SourceFrame): void {
    this.text.push(text);
    if (frame === undefined || frame.line === 0 || frame.file === "") {
      this.file.push(-1);
      this.line.push(0);
      return;
    }
    let id = this.ids.get(frame.file);
    if (id === undefined) {
      id = this.files.push(frame.file) - 1;
      this.ids.set(frame.file, id);
    }
    this.file.push(id);
    this.line.push(frame.line);
  }

  result(): AnnotatedDisassembly {
    return { text: this.text.join("\n"), files: this.files, file: this.file, line: this.line };
  }
}
