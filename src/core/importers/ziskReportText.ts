import type { BoxReport } from "./ziskBox";
import type { ZiskGuestOutput } from "./ziskGuestOutput";
import type { LegacyReport } from "./ziskLegacy";
import type { ZiskErrorLines } from "./ziskOutcome";
import type { ReportDraft } from "./ziskReportDraft";

/** What a whole text gave: the last report in it, and what stood around it. */
export interface ReportText {
  readonly draft: ReportDraft | null;
  /** The `--sdk` boxes and the `-x` form: of use only where there is no classic report. */
  readonly box: BoxReport | null;
  readonly legacy: LegacyReport | null;
  readonly reports: number;
  readonly guest: ZiskGuestOutput;
  /** The emulator's start-up lines or other marks of it were seen. */
  readonly toolSeen: boolean;
  readonly symbolsLoaded: boolean;
  readonly callStackError: string | null;
  readonly errors: ZiskErrorLines;
  /** `STEPS: n` (--steps) or `process_rom() steps=n` (-m); null where neither is there. */
  readonly fastSteps: number | null;
  /** Lower-case words of `-c`, in order. */
  readonly outputWords: readonly string[];
  readonly version: string | null;
}
