import type { Outcome } from "../profile/model";
import type { OpRow, ReportDraft, SectionId } from "./ziskReportDraft";

export interface MissingPart {
  /** `truncated` where the text ends before the report does; null where it is whole. */
  readonly outcome: Outcome | null;
  readonly warnings: readonly string[];
}

/**
 * Is the report whole? The tool ends every report with a blank line and its tables add up to the rows of the cost
 * distribution. A text that ends inside a row, or in a table that does not add up, was cut off. Rows that are missing
 * in a table with more behind it were left out by hand (an excerpt): that is a warning.
 */
export function missingPart(draft: ReportDraft, functionsExpected: boolean): MissingPart {
  const warnings: string[] = [];
  const last = draft.sections.at(-1);
  const whereLast = last === undefined ? "the title" : (words[last] ?? "its last section");
  const cut = (where: string): MissingPart => ({
    outcome: { status: "truncated", message: `the report is cut off in ${where}` },
    warnings,
  });
  if (!draft.headed)
    return { outcome: null, warnings: ["this is a piece of a report: what stands before it is not known"] };
  // 1. The text ends inside a line that has to have an end.
  if (draft.steps === null) return cut("its first lines");
  if (draft.brokenRow) return cut(whereLast);
  // 2. Cost distribution: its last row in every form is FROPS or what follows it.
  if (!draft.totals.has("memory") || !draft.totals.has("base") || !draft.totals.has("frops")) {
    if (draft.sections.length <= 2) return cut("the cost distribution");
    warnings.push("rows of the cost distribution are missing");
  }
  // With --profile-tags or --top-functions nothing may follow, but the blank line that ends a report does.
  if (draft.sections.every((s) => beforeOpcodes.has(s))) {
    const costs = (draft.totals.get("opcodes") ?? 0) + (draft.totals.get("frops") ?? 0);
    const regionsMissing = draft.costVersion !== null && !draft.sections.includes("regions");
    if (costs > 0 && (!draft.endsBlank || regionsMissing)) return cut(`${whereLast}: no table follows`);
  }
  // 3. Opcode tables that do not add up.
  let excerpt = false;
  for (const table of tables(draft)) {
    if (table.known === null || table.sum === table.known) continue;
    const closed = last !== table.section || draft.endsBlank;
    if (closed || excerpt) {
      excerpt ||= closed;
      warnings.push(
        `the rows of ${words[table.section] ?? "a table"} do not add up to its total: some are missing`,
      );
    } else return cut(words[table.section] ?? "a table");
  }
  if (excerpt) return { outcome: null, warnings };
  const frops = draft.totals.get("frops") ?? 0;
  const hasOps = draft.sections.some((s) => s === "opcodes" || s === "base-opcodes");
  if (hasOps && frops > 0 && !draft.sections.includes("frops")) return cut("its opcode tables");
  if (draft.sections.includes("base-opcodes") && !draft.sections.includes("precompiled-opcodes"))
    return cut("its opcode tables");
  if (functionsExpected && last === "frops" && !draft.endsBlank)
    return cut("its tables: the function lists are missing");
  // 4. Function lists come in pairs, and each row of the cost list has its DETAIL block or none has.
  const steps = draft.sections.includes("top-steps");
  const costs = draft.sections.includes("top-costs");
  if (steps && !costs) return cut("the function lists");
  if (last === "top-costs" && !draft.endsBlank && draft.topCosts.length < draft.topSteps.length)
    return cut("the function lists");
  if (draft.details.length > 0) {
    if (costs && draft.details.length < draft.topCosts.length)
      return cut(
        `the function details (${String(draft.details.length)} of ${String(draft.topCosts.length)})`,
      );
    const detail = draft.details.at(-1)!;
    const lonely = draft.details.filter((other) => other.callers.length === 0);
    if (draft.details.length > 1 && lonely.length === 1 && lonely[0] === detail && detail.name !== "_start")
      return cut("the function details");
    if (
      detail.steps === null ||
      detail.cost === null ||
      (detail.callers.length === 0 && last === "detail" && !draft.endsBlank)
    )
      return cut("the function details");
    if (last === "detail" && draft.openEnd) return cut("the function details");
  }
  if (
    (last === "tags-steps" || last === "tags-cost") &&
    !draft.tags.some((tag) => tag.metric === last.slice(5))
  )
    return cut(whereLast);
  // 5. Tables that have to add up, where the text ends in them.
  const regions = draft.regions.reduce((total, region) => total + region.steps, 0);
  if (last === "regions" && regions !== draft.steps) return cut(whereLast);
  const memory = (draft.memoryDetail.length > 0 ? draft.memoryDetail : draft.memoryTypes).reduce(
    (a, b) => a + b.cost,
    0,
  );
  if ((last === "memory-types" || last === "memory-detail") && memory !== draft.totals.get("memory"))
    return cut(whereLast);
  return { outcome: null, warnings };
}

/**
 * Is a last line without a line break a whole row? Rows of figures end in a percentage or a rank; a name is known to be
 * whole where it stands elsewhere too.
 */
export function isWholeRow(section: SectionId, draft: ReportDraft, line: string): boolean {
  const known = (name: string): boolean => line.endsWith(` ${name}`);
  if (section === "top-costs") return draft.topSteps.some((row) => known(row.name));
  if (section === "callers")
    return (
      ["main", "_start", "ziskos::BIOS"].some(known) ||
      draft.topCosts.some((row) => known(row.name)) ||
      draft.details.some((detail) => detail.callers.some((caller) => known(caller.name)))
    );
  return !named.has(section) && /(?:%| #\d)\s*$/.test(line);
}

/** Sections whose rows end in a name, which may be cut without a trace. */
const named = new Set<SectionId>(["top-steps", "tags-steps", "tags-cost", "histogram", "report"]);

/** Sections that never end a report whose operations cost anything. */
const beforeOpcodes = new Set<SectionId>([
  "report",
  "distribution",
  "regions",
  "memory-types",
  "memory-detail",
  "other",
]);

interface Table {
  readonly section: SectionId;
  readonly sum: number;
  readonly known: number | null;
}

function tables(draft: ReportDraft): Table[] {
  const known = (id: string): number | null => draft.totals.get(id) ?? null;
  const sum = (rows: readonly OpRow[]): number => rows.reduce((total, row) => total + row.cost, 0);
  const out: Table[] = [];
  const has = (section: SectionId): boolean => draft.sections.includes(section);
  const both =
    known("opcodes") === null || known("precompiles") === null
      ? null
      : known("opcodes")! + known("precompiles")!;
  if (has("opcodes")) out.push({ section: "opcodes", sum: sum(draft.mixed), known: both });
  if (has("base-opcodes"))
    out.push({ section: "base-opcodes", sum: sum(draft.base), known: known("opcodes") });
  if (has("precompiled-opcodes"))
    out.push({ section: "precompiled-opcodes", sum: sum(draft.precompiled), known: known("precompiles") });
  if (has("frops")) out.push({ section: "frops", sum: sum(draft.frops), known: known("frops") });
  return out;
}

const words: Readonly<Partial<Record<SectionId, string>>> = {
  report: "its first lines",
  distribution: "the cost distribution",
  regions: "the ROM regions",
  opcodes: "the opcode table",
  "base-opcodes": "the opcode table",
  "precompiled-opcodes": "the precompile table",
  frops: "the FROPS table",
  "top-steps": "the function lists",
  "top-costs": "the function lists",
  detail: "the function details",
  "tags-steps": "the profile tags",
  "tags-cost": "the profile tags",
  histogram: "the histogram",
  "memory-types": "the memory tables",
  "memory-detail": "the memory tables",
};
