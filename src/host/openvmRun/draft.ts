import { readChoice, type BenchmarkChoice } from "../../toolchains/openvmBench";

/** What is filled in, as the page keeps it over a reload of the window. */
export interface Draft {
  /** `benchKey` of the program. */
  readonly program: string;
  readonly choice: BenchmarkChoice;
}

export function draftText({ program, choice }: Draft): string {
  return JSON.stringify({ program, choice });
}

/** Null for anything that is no draft: it comes from the page's storage. */
export function readDraft(value: unknown): Draft | null {
  if (typeof value !== "string") return null;
  try {
    const found: unknown = JSON.parse(value);
    if (typeof found !== "object" || found === null) return null;
    const { program, choice } = found as Record<string, unknown>;
    const read = readChoice(choice);
    return typeof program === "string" && read !== null ? { program, choice: read } : null;
  } catch {
    return null;
  }
}
