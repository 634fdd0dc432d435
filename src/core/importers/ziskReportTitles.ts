import type { SectionId, TopForm } from "./ziskReportDraft";

/** A section title of the report (a line with a rule of dashes under it). */
export interface Title {
  readonly section: SectionId;
  /** DETAIL FUNCTION's function. */
  readonly name?: string;
  readonly topForm?: TopForm;
  readonly costOfVariable?: boolean;
}

/** `REPORT`, or from 1.4 on `REPORT (cost version n)`. Null for any other line. */
export function reportTitle(line: string): { readonly costVersion: number | null } | null {
  if (line.length > 200 || !line.startsWith("REPORT")) return null;
  const match = /^REPORT(?: \(cost version (\d{1,9})\))?\s*$/.exec(line);
  return match && { costVersion: match[1] === undefined ? null : Number(match[1]) };
}

/** A rule of dashes, at the left edge or behind the bar of a DETAIL block; its length, else 0. */
export function ruleLength(line: string): number {
  const match = /^(?:\|\s{4})?(-{4,})\s*$/.exec(line);
  return match ? match[1]!.length : 0;
}

/** The section that a title opens; unknown titles open `other`, whose rows are passed over. */
export function sectionTitle(line: string): Title {
  const text = line.trimEnd();
  if (text.startsWith("DETAIL FUNCTION ")) return { section: "detail", name: text.slice(16) };
  const top = /^TOP (STEP|COST) FUNCTIONS(?: \(([^)]{1,200})\))?$/.exec(text);
  if (top) {
    const columns = top[2] ?? "";
    return {
      section: top[1] === "STEP" ? "top-steps" : "top-costs",
      topForm: columns === "" ? "exclusive" : columns.includes("/CALL") ? "calls-each" : "calls",
      costOfVariable: columns.includes("VARIABLE"),
    };
  }
  for (const [start, section] of simple) if (text.startsWith(start)) return { section };
  return { section: "other" };
}

const simple: readonly (readonly [string, SectionId])[] = [
  ["COST DISTRIBUTION", "distribution"],
  ["ROM REGIONS", "regions"],
  ["COST BY OPCODE", "opcodes"],
  ["COST BY BASE OPCODE", "base-opcodes"],
  ["COST BY PRECOMPILED OPCODE", "precompiled-opcodes"],
  ["FROPS BY OPCODE", "frops"],
  ["TOP STEP CALLERS", "callers"],
  ["PROFILE TAGS STEPS", "tags-steps"],
  ["PROFILE TAGS COST", "tags-cost"],
  ["MARK_ID", "marks"],
  ["TOP PC HISTOGRAM", "histogram"],
  ["MEM COST BY TYPE", "memory-types"],
  ["DETAILED MEM COST", "memory-detail"],
];

/** True for titles that nothing but the emulator prints: a piece of a report may begin with one. */
export function isPieceTitle(line: string): boolean {
  return line.length < maxTitle && piece.test(line);
}
const maxTitle = 5000;
const piece =
  /^(?:TOP PC HISTOGRAM \(EXECUTIONS|COST DISTRIBUTION\s+COST\s|ROM REGIONS\s+STEPS\s|COST BY (?:BASE |PRECOMPILED )?OPCODE\s+COUNT\s|FROPS BY OPCODE\s+COUNT\s|TOP (?:STEP|COST) FUNCTIONS(?: \(|$)|TOP STEP CALLERS \(|DETAIL FUNCTION |PROFILE TAGS (?:STEPS|COST) \(|(?:MEM COST BY TYPE|DETAILED MEM COST)\s+COUNT\s)/;
