import type { Listed, Outcome } from "../profile/model";
import type { ProfilePart } from "./artefact";
import type { RunEnd } from "./ziskOutcome";
import type { ReportText } from "./ziskReportText";
import type { ZiskVariant } from "./ziskVariant";

/** The boxes of `--sdk`, `-x`, `--steps`, or a run that ended before its report. */
export function withoutReport(
  text: ReportText,
  file: string,
  end: RunEnd | null,
): Omit<ProfilePart, "output" | "warnings"> {
  const { box, legacy } = text;
  const common = {
    file,
    engine: { name: "ziskemu", version: end?.version ?? text.version },
    ...exitCodeOf(end),
  };
  const lostStack = text.callStackError === null ? {} : { listed: lost("ziskemu-1.4") };
  if (box) {
    const rule = box.costVersion === null ? "ziskemu-0.15" : "ziskemu-1.4";
    return {
      ...common,
      format: "zisk-sdk-report",
      variant: box.costVersion === null ? "sdk" : "sdk-1.4",
      engine: { name: "ziskemu", version: end?.version ?? (box.costVersion === 1 ? "1.4.0-alpha" : null) },
      ...outcomeOf(
        end?.outcome ??
          (box.whole ? null : { status: "truncated", message: "the boxes of the report are cut off" }),
      ),
      totals: box.totals,
      ...(box.opcodes.length > 0 ? { opcodes: box.opcodes } : {}),
      ...(box.functions.length > 0
        ? { listed: { rule, disabled: false, inclusive: true, functions: box.functions } }
        : lostStack),
      ...(box.tags.length > 0 ? { tags: box.tags } : {}),
    };
  }
  if (legacy)
    return {
      ...common,
      format: "zisk-legacy-report",
      variant: legacy.variant,
      ...outcomeOf(
        end?.outcome ?? (legacy.whole ? null : { status: "truncated", message: "the report is cut off" }),
      ),
      totals: legacy.totals,
      ...(legacy.opcodes.length > 0 ? { opcodes: legacy.opcodes } : {}),
    };
  return {
    ...common,
    format: "zisk-report",
    variant: null,
    ...outcomeOf(end?.outcome ?? (text.fastSteps === null ? noReport : null)),
    ...(text.fastSteps === null ? {} : { totals: { steps: text.fastSteps } }),
    ...lostStack,
  };
}

/** What the box of `--sdk` and the old `-x` leave out. */
export function otherWarnings(text: ReportText, file: string): string[] {
  if (text.box) {
    const memory = text.box.costVersion === null ? "" : "; its cost lacks data initialisation";
    return [
      `${file}: the --sdk form shows the ten costliest operations and no calls or steps of functions${memory}`,
    ];
  }
  return (text.legacy?.warnings ?? []).map((warning) => `${file}: ${warning}`);
}

const noReport: Outcome = {
  status: "truncated",
  message: "the text holds no REPORT: the emulator stopped before it, or ran without -X",
};

/** No key where the end tells none. */
export function exitCodeOf(end: RunEnd | null): { exitCode?: number } {
  return end === null || end.exitCode === null ? {} : { exitCode: end.exitCode };
}

/** No key where it is not known. */
export function outcomeOf(outcome: Outcome | null): { outcome?: Outcome } {
  return outcome === null ? {} : { outcome };
}

/** By what rule a form lists functions. */
export function ruleOf(variant: ZiskVariant | null): Listed["rule"] {
  return variant === "F1" ? "ziskemu-0.13" : variant === "1.4" ? "ziskemu-1.4" : "ziskemu-0.15";
}

/** The list of a run whose call stack the emulator lost. */
export function lost(rule: Listed["rule"]): Listed {
  return { rule, disabled: true, inclusive: rule !== "ziskemu-0.13", functions: [] };
}

/** The public output is 32-bit words, least significant byte first. */
export function publicHex(words: readonly string[], costVersion: number | null): string | null {
  // From 1.4 on it is always 64 words: fewer are cut, or the guest's own text.
  if (words.length === 0 || (costVersion !== null && words.length !== 64)) return null;
  return words.map((word) => (word.match(/../g) ?? []).reverse().join("")).join("");
}
