import type { OpcodeRow, Totals } from "../profile/model";
import { parseCount } from "../profile/numbers";
import { safeName } from "../profile/names";
import { opcodeKind } from "./ziskOpcodes";

/** What the `-x` forms give: `legacy` of 0.13 and later, `F0` up to 0.12. */
export interface LegacyReport {
  readonly variant: "F0" | "legacy";
  readonly totals: Totals;
  readonly opcodes: readonly OpcodeRow[];
  readonly warnings: readonly string[];
  readonly whole: boolean;
}

/** Reads the lines of `-x`. The two forms have nothing in common but their flag. */
export class ZiskLegacyLines {
  private form: "F0" | "legacy" | null = null;
  private readonly costs = new Map<string, number>();
  private readonly opcodes: OpcodeRow[] = [];
  private inOpcodes = false;

  /** True where the line belongs to such a report. */
  take(line: string): boolean {
    if (this.form === null) {
      if (line === "Cost definitions:") this.form = "F0";
      else if (/^TOTAL COST: \d{1,16}$/.test(line)) this.form = "legacy";
      else return false;
    }
    return this.form === "F0" ? this.takeF0(line) : this.takeLegacy(line);
  }

  end(): LegacyReport | null {
    if (this.form === null) return null;
    const known = (id: string): number | null => this.costs.get(id) ?? null;
    if (this.form === "F0")
      return {
        variant: "F0",
        totals: { steps: known("steps") },
        opcodes: this.opcodes,
        warnings: ["the costs of this form (up to 0.12) are seconds of an old model; only counts were taken"],
        whole: this.opcodes.length > 0,
      };
    if (known("STEPS") === 0)
      return {
        variant: "legacy",
        totals: {},
        opcodes: [],
        warnings: ["-x alone prints zeros: run ziskemu with -X"],
        whole: true,
      };
    const base = known("BASE COST");
    const total = known("TOTAL COST");
    return {
      variant: "legacy",
      totals: {
        steps: known("STEPS"),
        main: known("MAIN COST"),
        opcodes: known("OPCODES COST"),
        precompiles: known("PRECOMPILED COST"),
        memory: known("MEMORY COST"),
        variable: total === null || base === null ? null : total - base,
        base,
        total,
        frops: null,
      },
      opcodes: [],
      warnings: [],
      whole: known("MEMORY COST") !== null,
    };
  }

  private takeLegacy(line: string): boolean {
    const match =
      /^(TOTAL COST|STEPS|BASE COST|MAIN COST|OPCODES COST|PRECOMPILED COST|MEMORY COST): (\d{1,16})$/.exec(
        line,
      );
    if (match) this.costs.set(match[1]!, parseCount(match[2]!, match[1]!.toLowerCase()));
    return match !== null || /^(?:NOTE: New stats flags:| {2}-[XSD] {3})/.test(line);
  }

  private takeF0(line: string): boolean {
    const main = /^ {4}Main Cost: .{1,40} sec (\d{1,16}) steps$/.exec(line);
    if (main) this.costs.set("steps", parseCount(main[1]!, "steps"));
    if (line === "Opcodes:") {
      this.inOpcodes = true;
      return true;
    }
    const op = this.inOpcodes
      ? /^ {4}(\S{1,60}): .{1,40} sec \(\d+ steps\/op\) \((\d{1,16}) ops\)$/.exec(line)
      : null;
    if (op) {
      const name = safeName(op[1]!).toLowerCase();
      this.opcodes.push({
        name,
        kind: opcodeKind(name),
        count: parseCount(op[2]!, "count"),
        cost: null,
        frops: null,
      });
    }
    return line.startsWith("    ") || /^(?:Cost definitions:|Total Cost: )/.test(line);
  }
}
