import type { Listed, OpcodeRow, Tag, Totals } from "../profile/model";
import { parseCount } from "../profile/numbers";
import { safeName } from "../profile/names";
import { opcodeKind } from "./ziskOpcodes";

/** What the `--sdk` report in boxes gives: it is shorter than the classic one. */
export interface BoxReport {
  readonly costVersion: number | null;
  readonly totals: Totals;
  readonly opcodes: readonly OpcodeRow[];
  readonly functions: Listed["functions"];
  readonly tags: readonly Tag[];
  readonly whole: boolean;
}

/** Bars of full, partial and empty blocks. */
const bar = /\s*[█▉▊▋▌▍▎▏░∙]+\s*/;
const figures = /^([\d,]{1,40})\s+[\d.]{1,20}%$/;

/** Reads the boxes of `--sdk -X` (0.17 and later), line by line. */
export class ZiskBoxLines {
  private title = "";
  private seen = false;
  private open = false;
  private costVersion: number | null = null;
  private readonly totals = new Map<string, number>();
  private readonly opcodes: OpcodeRow[] = [];
  private readonly functions: { name: string; calls: null; steps: null; cost: number }[] = [];
  private readonly tags: Tag[] = [];

  /** True where the line is of a box. */
  take(line: string): boolean {
    const first = line.charAt(0);
    if (first === "╔" || first === "╠") {
      this.open = true;
      return true;
    }
    if (first === "╚") {
      this.open = false;
      return true;
    }
    if (first !== "║" || line.length > 4000) return false;
    const cell = (line.split("║")[1] ?? "").trim();
    const title = /^◆ ([A-Z ]+?)(?: \(cost version (\d{1,9})\))?$/.exec(cell);
    if (title) {
      this.seen = true;
      this.title = title[1]!;
      if (title[2] !== undefined) this.costVersion = Number(title[2]);
    } else if (this.seen) this.row(cell);
    return true;
  }

  /** Null where there was no box report. */
  end(): BoxReport | null {
    if (!this.seen) return null;
    const known = (id: string): number | null => this.totals.get(id) ?? null;
    const total = known("total") ?? known("cost");
    const base = known("base");
    return {
      costVersion: this.costVersion,
      totals: {
        steps: known("steps"),
        main: known("main"),
        opcodes: known("opcodes"),
        precompiles: known("precompiles"),
        memory: known("memory"),
        variable: total === null || base === null ? null : total - base,
        base,
        total,
        frops: known("frops"),
      },
      opcodes: this.opcodes,
      functions: this.functions,
      tags: this.tags,
      whole: !this.open && total !== null,
    };
  }

  private row(cell: string): void {
    if (this.title === "REPORT SUMMARY") {
      const match = /^(STEPS|COST)\s+([\d,]{1,40})$/.exec(cell);
      if (match) this.totals.set(match[1]!.toLowerCase(), parseCount(match[2]!, match[1]!.toLowerCase()));
      return;
    }
    // 1. `label bar figures`; the row of sums has no bar.
    const gap = bar.exec(cell);
    const label = (gap ? cell.slice(0, gap.index) : cell.slice(0, cell.search(/\s{2,}|$/))).trim();
    const rest = (gap ? cell.slice(gap.index + gap[0].length) : cell.slice(label.length)).trim();
    const match = figures.exec(rest);
    if (!match || label === "") return;
    const value = parseCount(match[1]!, "cost");
    // 2. What it is follows from the box.
    switch (this.title) {
      case "COST DISTRIBUTION SUMMARY":
        this.totals.set(label.toLowerCase(), value);
        return;
      case "COST DISTRIBUTION BY OPCODE": {
        const name = safeName(label).toLowerCase();
        if (name !== "total")
          this.opcodes.push({ name, kind: opcodeKind(name), count: null, cost: value, frops: null });
        return;
      }
      case "TOP COST FUNCTIONS":
        this.functions.push({
          name: safeName(label.replace(/^\d+ /, "")),
          calls: null,
          steps: null,
          cost: value,
        });
        return;
      default: {
        const metric = /^(STEPS|COST) PROFILE TAGS$/.exec(this.title)?.[1]?.toLowerCase();
        if (metric !== undefined)
          this.tags.push({ name: safeName(label), metric, calls: null, total: value, min: null, max: null });
      }
    }
  }
}
