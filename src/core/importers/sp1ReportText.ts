import type { OpcodeRow, Tag } from "../profile/model";
import { safeName } from "../profile/names";
import { parseCount } from "../profile/numbers";
import type { Sp1Report } from "./sp1ReportJson";

/** More rows than any version has. */
const maxRows = 4096;
const maxTags = 10_000;

/** ExecutionReport's Display and what hosts print beside it; the last report of a log counts. */
export class Sp1ReportText {
  reports = 0;
  private section: OpcodeRow["kind"] | null = null;
  private cycles: number | null = null;
  private said: number | null = null;
  private pendingGas: number | null = null;
  private gas: number | null = null;
  private exitCode: number | null = null;
  private opcodes: OpcodeRow[] = [];
  private readonly tags: Tag[] = [];

  /** True where the line was the report's. */
  line(line: string): boolean {
    if (this.section !== null) {
      const row = /^ {2,}(\d{1,16}) ([a-z0-9_]{1,64})$/.exec(line);
      if (row !== null) {
        if (this.opcodes.length < maxRows)
          this.opcodes.push({
            name: row[2]!,
            kind: this.section,
            count: parseCount(row[1]!, row[2]!),
            cost: null,
            frops: null,
          });
        return true;
      }
      this.section = null;
    }
    const total = /^(opcode|syscall) counts \((\d{1,16}) total (?:syscall )?instructions\):$/.exec(line);
    if (total !== null) return this.table(total[1]!, parseCount(total[2]!, "cycles"));
    const figure = /^(gas|cycles|exit code|Number of cycles|total_cycles): ?([\d,]{1,24})$/.exec(line);
    if (figure !== null) return this.figure(figure[1]!, parseCount(figure[2]!, figure[1]!));
    const tag = /^tracker (.{1,4096}): (\d{1,16}) cycles in (\d{1,16}) calls$/.exec(line);
    if (tag === null) return false;
    if (this.tags.length < maxTags)
      this.tags.push({
        name: safeName(tag[1]!),
        metric: "cycles",
        calls: parseCount(tag[3]!, "calls"),
        total: parseCount(tag[2]!, "cycles"),
        min: null,
        max: null,
      });
    return true;
  }

  /** Null where no report and no figure was printed. */
  report(): Sp1Report | null {
    const cycles = this.cycles ?? this.said;
    const nothing = this.cycles === 0 && this.gas === null;
    const gas = this.gas ?? this.pendingGas;
    if (cycles === null && gas === null && this.exitCode === null) return null;
    const counted = this.opcodes.reduce((sum, row) => sum + (row.kind === "base" ? row.count! : 0), 0);
    const warnings: string[] = [];
    if (nothing)
      warnings.push("the report has no counts, gas or exit code: the host ran with calculate_gas(false)");
    else if (this.cycles !== null && counted !== this.cycles)
      warnings.push(
        `the opcodes add up to ${counted.toLocaleString("en-US")} of ${this.cycles.toLocaleString("en-US")} cycles: the text is cut off`,
      );
    if (this.reports > 1) warnings.push(`holds ${String(this.reports)} reports; the last one was taken`);
    return {
      cycles: nothing ? (this.said === 0 ? null : this.said) : cycles,
      gas,
      opcodes: this.opcodes,
      tags: this.tags,
      exitCode: nothing && this.exitCode === 0 ? null : this.exitCode,
      warnings,
    };
  }

  private table(kind: string, total: number): true {
    this.section = kind === "opcode" ? "base" : "precompile";
    if (kind === "syscall") return true;
    this.reports++;
    this.cycles = total;
    this.gas = this.pendingGas;
    this.pendingGas = null;
    this.opcodes = [];
    return true;
  }

  private figure(what: string, value: number): true {
    if (Number.isNaN(value)) return true;
    if (what === "gas") this.pendingGas = value;
    else if (what === "exit code") this.exitCode = value;
    else this.said = value;
    return true;
  }
}
