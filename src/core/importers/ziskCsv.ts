import { CycleLensError } from "../errors";
import type { MemoryRow, OpcodeRow } from "../profile/model";
import { parseCount } from "../profile/numbers";
import { safeName } from "../profile/names";
import type { ByteSource, ImportContext, Importer, ProfilePart } from "./artefact";
import { encodingOf, readLines } from "./textLines";
import { opcodeKind } from "./ziskOpcodes";

/** ziskemu's `--save-stats` snapshot (1.1 and later): totals, operations and memory; no functions. */
export const ziskCsv: Importer = {
  format: "zisk-csv",
  detect(head: Uint8Array): boolean {
    return start.test(new TextDecoder(encodingOf(head)).decode(head.subarray(0, 512)));
  },
  async import(source: ByteSource, context: ImportContext): Promise<ProfilePart> {
    const table = new CsvTable();
    await readLines(source, context, (line, ended) => table.line(line, ended));
    return table.part(source.name);
  },
};

const start = /^\uFEFF?(?:COSTS_VERSION([,;\t|])\d+\r?\n)?STEPS([,;\t|])\d+\r?(?:\n|$)/;

/** Percentages, the headers and the sums of the memory tables are not kept. */
class CsvTable {
  private separator = ",";
  private costVersion: number | null = null;
  private readonly totals: Record<string, number> = {};
  private rom: number | null = null;
  private ram: number | null = null;
  private readonly ops: { name: string; kind: OpcodeRow["kind"]; count: number; cost: number }[] = [];
  private readonly frops = new Map<string, { count: number; cost: number }>();
  private readonly types: MemoryRow[] = [];
  private readonly detail: MemoryRow[] = [];
  private sections = new Set<string>();
  private broken = false;
  private lines = 0;

  line(text: string, ended: boolean): void {
    if (text.trim() === "") return;
    if (this.lines++ === 0) this.separator = /[,;\t|]/.exec(text)?.[0] ?? ",";
    const cells = text.split(this.separator);
    // A last line without a line break may be cut anywhere; rows of figures end in a percentage.
    if (!ended && !text.endsWith("%")) this.broken = true;
    else if (!this.row(cells)) this.broken = true;
  }

  /** False where the row is cut. */
  private row(cells: readonly string[]): boolean {
    const [section, name, a] = cells;
    if (section === undefined) return false;
    this.sections.add(section);
    switch (section) {
      case "COSTS_VERSION":
        this.costVersion = count(name, "cost version");
        return true;
      case "STEPS":
        this.totals["steps"] = count(name, "steps");
        return true;
      case "COST":
        if (name === undefined || name === "COST DISTRIBUTION") return name !== undefined;
        if (!whole(cells, 4)) return false;
        this.totals[name.toLowerCase()] = count(a, name);
        return true;
      case "RAM USAGE":
        if (!whole(cells, 3)) return false;
        this.ram = count(name, section);
        return true;
      case "ROM USAGE":
        if (!whole(cells, 3)) return false;
        this.rom = count(name, section);
        return true;
      case "MEM":
      case "DETAILED_MEM":
        return this.memory(cells, section === "MEM" ? this.types : this.detail);
      case "OP_BASE":
      case "PRECOMPILES":
      case "FROP":
        return this.operation(section, cells);
      default:
        return true;
    }
  }

  private memory(cells: readonly string[], into: MemoryRow[]): boolean {
    const name = cells[1] ?? "";
    if (name === "" || name === "TYPE" || name === "COST BY TYPE" || name.startsWith("TOTAL"))
      return name !== "";
    if (!whole(cells, 6)) return false;
    into.push({
      class: safeName(name).toLowerCase(),
      count: count(cells[2], "count"),
      cost: count(cells[4], "cost"),
    });
    return true;
  }

  private operation(section: string, cells: readonly string[]): boolean {
    const name = safeName(cells[1] ?? "").toLowerCase();
    if (name === "" || name === "opcode") return name !== "";
    if (!whole(cells, 6)) return false;
    const [times, cost] = [count(cells[2], "count"), count(cells[4], "cost")];
    if (section === "FROP") this.frops.set(name, { count: times, cost });
    else this.ops.push({ name, kind: section === "PRECOMPILES" ? "precompile" : "base", count: times, cost });
    return true;
  }

  part(file: string): ProfilePart {
    const known = (id: string): number | null => this.totals[id] ?? null;
    const frops = new Map(this.frops);
    const opcodes: OpcodeRow[] = this.ops.map((row) => {
      const hit = frops.get(row.name) ?? null;
      frops.delete(row.name);
      return { ...row, frops: hit };
    });
    for (const [name, hit] of frops)
      opcodes.push({ name, kind: opcodeKind(name), count: 0, cost: 0, frops: hit });
    const sum = (kind: OpcodeRow["kind"]): number =>
      opcodes.reduce((total, row) => total + (row.kind === kind ? (row.cost ?? 0) : 0), 0);
    const hits = [...this.frops.values()].reduce((total, hit) => total + hit.cost, 0);
    const short =
      this.broken ||
      known("total") === null ||
      sum("base") !== known("opcodes") ||
      sum("precompile") !== known("precompiles") ||
      hits !== known("frops");
    return {
      format: "zisk-csv",
      variant: this.costVersion === null ? "F5" : "1.4",
      file,
      engine: { name: "ziskemu", version: this.costVersion === 1 ? "1.4.0-alpha" : null },
      ...(short ? { outcome: { status: "truncated", message: "the statistics file is cut off" } } : {}),
      totals: Object.fromEntries(
        ["steps", "main", "opcodes", "precompiles", "memory", "variable", "base", "total", "frops"].map(
          (id) => [id, known(id)],
        ),
      ),
      ...(opcodes.length > 0 ? { opcodes } : {}),
      ...(this.types.length + this.detail.length > 0
        ? { memory: this.detail.length > 0 ? this.detail : this.types }
        : {}),
      usage: { rom: this.rom, ram: this.ram },
      warnings: [],
    };
  }
}

function whole(cells: readonly string[], length: number): boolean {
  return cells.length >= length && (cells[length - 1] ?? "").endsWith("%");
}

function count(text: string | undefined, metric: string): number {
  const value = parseCount((text ?? "").trim(), metric.toLowerCase());
  if (!Number.isNaN(value)) return value;
  throw new CycleLensError(
    "bad-input",
    `the statistics file has no number for ${safeName(metric)}`,
    "save it again with --save-stats",
  );
}
