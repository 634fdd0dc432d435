import type { ReportDraft } from "./ziskReportDraft";

/** The forms of the text report, by release: see README.md beside this file. */
export type ZiskVariant = "F1" | "F2" | "F3" | "F4" | "F5" | "1.4";

/** The form by what is in it; null where too little was read. */
export function variantOf(draft: ReportDraft): ZiskVariant | null {
  const has = (section: string): boolean => draft.sections.some((s) => s === section);
  if (draft.costVersion !== null) return "1.4";
  if (has("base-opcodes") || has("precompiled-opcodes") || draft.romUsage !== null) return "F5";
  if (draft.totals.has("variable") || draft.costOfVariable) return "F4";
  if (draft.topForm === "exclusive") return "F1";
  if (draft.distribution.length > 0 && draft.distribution[0] !== "base") return "F4";
  if (draft.ruleLength === 36) return "F1";
  if (draft.topForm === "calls-each") return "F3";
  if (draft.topForm === "calls") return "F2";
  if (has("opcodes")) return draft.opcodeShares ? "F3" : "F2";
  return draft.totals.has("base") ? "F2" : null;
}

/**
 * The release, where only one prints this form: 0.16.1 alone has COST/CALL beside shares of TOTAL; of 0.13 and 0.14
 * only the latter always prints its coverage; cost version 1 has been printed by 1.4.0-alpha alone.
 */
export function versionOf(draft: ReportDraft, variant: ZiskVariant | null): string | null {
  if (draft.costVersion === 1) return "1.4.0-alpha";
  if (variant === "F1") return draft.sections.includes("coverage") ? "0.14.0" : "0.13.0";
  if (variant === "F3" && draft.topForm === "calls-each") return "0.16.1";
  if (variant === "F2" && draft.sections.includes("opcodes")) return draft.opcodeShares ? "0.16.0" : "0.15.0";
  return null;
}
