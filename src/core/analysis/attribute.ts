import { CycleLensError } from "../errors";
import type { PcCounts } from "../importers/artefact";
import type { FunctionTable, InstructionTable, LineTable } from "../profile/model";
import { declarationsOf } from "../symbols/declaration";
import type { ElfImage } from "../symbols/types";
import { LineCharges } from "./lineCharges";
import { stepOwners } from "./stepOwners";

/** Steps of a run by symbol, source line and instruction. Only the metric `steps`. */
export interface Attribution {
  /** Symbols that ran, in order of address, then the rows in brackets; `self.steps` only, `calls` unknown. */
  readonly functions: FunctionTable;
  /** Null without DWARF. Σ self = `steps` − `unattributedSteps`. */
  readonly lines: LineTable | null;
  /** Every instruction that ran, in order of address; `func` is a row of `functions`. */
  readonly instructions: InstructionTable;
  /** Σ of all counts; equal to Σ self of `functions`. */
  readonly steps: number;
  /** Steps that no source line carries; null without DWARF. */
  readonly unattributedSteps: number | null;
  readonly warnings: readonly string[];
}

/** The rows for steps outside every symbol. */
export const startUpRow = "[ZisK start-up]";
export const libraryRow = "[ZisK library]";
export const noSymbolRow = "[no symbol]";

/**
 * Charges execution counts to functions, lines (when the ELF has DWARF) and instructions.
 * Throws `overflow` when the sum leaves the integers that a double holds.
 */
export function attributeCounts(counts: PcCounts, elf: ElfImage): Attribution {
  const warnings: string[] = [];
  const owners = stepOwners(counts, elf, warnings);
  const ran = instructionsOf(counts, owners);
  const functions = new FunctionRows(elf, counts.internal);
  const func = new Int32Array(ran.length);
  for (let i = 0; i < ran.length; i++) func[i] = functions.charge(ran.pc[i]!, ran.steps[i]!);
  const { table, rowOf } = functions.table();
  const steps = table.self.steps!.reduce((a, b) => a + b, 0);
  if (!Number.isSafeInteger(steps))
    throw new CycleLensError(
      "overflow",
      "the steps of this run do not fit 2^53",
      "check the file with the counts",
    );
  const charges = elf.debug === null ? null : new LineCharges(elf.debug);
  if (charges !== null) for (let i = 0; i < ran.length; i++) charges.charge(ran.pc[i]!, ran.steps[i]!);
  if (elf.debug !== null) warnings.push(...elf.debug.warnings);
  return {
    functions: table,
    lines: charges?.table() ?? null,
    instructions: {
      length: ran.length,
      pc: ran.pc,
      count: ran.count,
      func: func.map((row) => rowOf[row]!),
      self: { steps: ran.steps },
    },
    steps,
    unattributedSteps: charges === null ? null : steps - charges.charged[0]!,
    warnings,
  };
}

interface Ran {
  readonly length: number;
  readonly pc: Float64Array;
  readonly count: Float64Array;
  readonly steps: Float64Array;
}

/** Folds micro-steps into their instructions; rows that never ran are left out. NaN owners stand last. */
function instructionsOf(counts: PcCounts, owners: Float64Array): Ran {
  const steps = new Map<number, number>();
  const runs = new Map<number, number>();
  let lost = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts.count[i]!;
    if (count === 0) continue;
    const owner = owners[i]!;
    if (Number.isNaN(owner)) {
      lost += count;
      continue;
    }
    steps.set(owner, (steps.get(owner) ?? 0) + count);
    if (counts.pc[i] === owner) runs.set(owner, count);
  }
  const pc = Float64Array.from(steps.keys()).sort();
  const length = pc.length + (lost > 0 ? 1 : 0);
  const ran = {
    length,
    pc: new Float64Array(length),
    count: new Float64Array(length),
    steps: new Float64Array(length),
  };
  pc.forEach((address, i) => {
    ran.pc[i] = address;
    ran.steps[i] = steps.get(address)!;
    ran.count[i] = runs.get(address) ?? NaN;
  });
  if (lost > 0) {
    ran.pc[pc.length] = NaN;
    ran.count[pc.length] = NaN;
    ran.steps[pc.length] = lost;
  }
  return ran;
}

/** Rows of `functions` as they are first met: one a symbol, one a bracket. */
class FunctionRows {
  private readonly keys: (number | string)[] = [];
  private readonly steps: number[] = [];
  private readonly rowOfKey = new Map<number | string, number>();
  private readonly codeStart: number;

  constructor(
    private readonly elf: ElfImage,
    private readonly internal: PcCounts["internal"],
  ) {
    this.codeStart = Math.min(...elf.segments.filter((s) => s.executable).map((s) => s.address));
  }

  charge(pc: number, steps: number): number {
    const symbol = this.elf.symbols.find(pc);
    const key = symbol >= 0 ? symbol : this.bracket(pc);
    let row = this.rowOfKey.get(key);
    if (row === undefined) {
      row = this.keys.push(key) - 1;
      this.rowOfKey.set(key, row);
      this.steps.push(0);
    }
    this.steps[row]! += steps;
    return row;
  }

  private bracket(pc: number): string {
    if (pc < this.codeStart) return startUpRow;
    // ZisK's own code, loaded above the guest's: soft float up to 1.0; assembly and float library from 1.1 on.
    const library =
      this.internal === "offset" ? pc >= 0x87f00000 && pc < 0x88000000 : pc >= 0x97e00000 && pc < 0x98000000;
    return library && this.elf.code(pc, 1).length === 0 ? libraryRow : noSymbolRow;
  }

  /** `rowOf` maps a row as charged to its place in the table. */
  table(): { table: FunctionTable; rowOf: Int32Array } {
    const order = this.keys.map((_, i) => i).sort((a, b) => compareKeys(this.keys[a]!, this.keys[b]!));
    const rowOf = new Int32Array(order.length);
    order.forEach((from, to) => (rowOf[from] = to));
    const keys = order.map((i) => this.keys[i]!);
    const { symbols } = this.elf;
    const declaration = declarationsOf(this.elf);
    const declarations = keys.map((k) => (typeof k === "number" ? declaration(symbols.address[k]!) : null));
    const table: FunctionTable = {
      length: keys.length,
      name: keys.map((k) => (typeof k === "number" ? symbols.nameOf(k) : k)),
      rawName: keys.map((k) => (typeof k === "number" ? symbols.rawNameOf(k) : null)),
      crate: keys.map((k) => (typeof k === "number" ? symbols.crateOf(k) : null)),
      file: declarations.map((f) => f?.file ?? null),
      line: Int32Array.from(declarations, (f) => f?.line ?? 0),
      address: Float64Array.from(keys, (k) => (typeof k === "number" ? symbols.address[k]! : NaN)),
      calls: new Float64Array(keys.length).fill(NaN),
      self: { steps: Float64Array.from(order, (i) => this.steps[i]!) },
      total: {},
    };
    return { table, rowOf };
  }
}

/** Symbols by address, then brackets. */
function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "number") return -1;
  if (typeof b === "number") return 1;
  return a < b ? -1 : 1;
}
