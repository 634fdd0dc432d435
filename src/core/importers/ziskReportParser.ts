import { safeName } from "../profile/names";
import { ZiskBoxLines, type BoxReport } from "./ziskBox";
import { ZiskGuestOutput } from "./ziskGuestOutput";
import { ZiskLegacyLines, type LegacyReport } from "./ziskLegacy";
import { ZiskErrorLines } from "./ziskOutcome";
import { newDraft, type ReportDraft, type SectionId } from "./ziskReportDraft";
import { readDetailOpcode, readRow } from "./ziskReportRows";
import { isPieceTitle, reportTitle, ruleLength, sectionTitle } from "./ziskReportTitles";

/** What a whole text gave: the last report in it, and what stood around it. */
export interface ReportText {
  readonly draft: ReportDraft | null;
  /** The `--sdk` boxes and the `-x` form: of use only where there is no classic report. */
  readonly box: BoxReport | null;
  readonly legacy: LegacyReport | null;
  readonly reports: number;
  readonly guestText: string;
  readonly guestTextClipped: boolean;
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

/**
 * Reads ziskemu's standard output line by line. One state: outside a report, or in a section of one.
 * A title is known only by the rule of dashes under it, so one line is held back.
 */
export class ZiskReportParser {
  private readonly guest = new ZiskGuestOutput();
  private readonly errors = new ZiskErrorLines();
  private readonly box = new ZiskBoxLines();
  private readonly legacy = new ZiskLegacyLines();
  private draft: ReportDraft | null = null;
  private section: SectionId | null = null;
  private held: { readonly text: string; readonly ended: boolean } | null = null;
  private reports = 0;
  private symbolsLoaded = false;
  private callStackError: string | null = null;
  private fastSteps: number | null = null;
  private outputWords: string[] = [];
  private version: string | null = null;
  private toolSeen = false;
  /** Inside or behind the boxes of --sdk or the lines of -x. */
  private otherForm = false;
  /** Lines of a candidate REPORT that has not shown its STEPS row yet. */
  private unproven: string[] = [];
  private previous: ReportDraft | null = null;

  line(text: string, ended: boolean): void {
    const rule = this.held === null ? 0 : ruleLength(plain(text));
    if (this.held !== null && rule > 0 && this.title(this.held.text, rule, text)) {
      this.held = null;
      if (!ended && this.draft) this.draft.openEnd = true;
      return;
    }
    this.release();
    this.held = { text, ended };
  }

  finish(): ReportText {
    this.release();
    if (this.draft && this.unproven.length > 0) this.draft.openEnd = true;
    return {
      draft: this.draft,
      box: this.box.end(),
      legacy: this.legacy.end(),
      reports: this.reports,
      guestText: this.guest.text(),
      guestTextClipped: this.guest.clipped,
      toolSeen: this.toolSeen || this.guest.toolSeen,
      symbolsLoaded: this.symbolsLoaded,
      callStackError: this.callStackError,
      errors: this.errors,
      fastSteps: this.fastSteps,
      outputWords: this.outputWords,
      version: this.version,
    };
  }

  private release(): void {
    const held = this.held;
    this.held = null;
    if (held === null) return;
    if (this.draft === null) this.outside(held.text, held.ended);
    else this.inside(this.draft, held.text, held.ended);
  }

  /** True where `held` with the rule under it is a title that belongs to the emulator. */
  private title(held: string, rule: number, ruleLine: string): boolean {
    const text = plain(held);
    const report = reportTitle(text);
    if (report) {
      this.beginReport(report.costVersion, rule, [held, ruleLine]);
      return true;
    }
    if (this.unproven.length > 0) return false;
    if (this.draft === null) {
      if (!isPieceTitle(text)) return false;
      this.draft = newDraft(null, 0, false);
    }
    if (this.section === "comparison") return true;
    const inner = text.startsWith("|    ");
    const title = sectionTitle(inner ? text.slice(5) : text);
    if (inner) {
      this.section =
        title.section === "callers" ? "callers" : title.section === "opcodes" ? "opcodes" : "other";
      return true;
    }
    if (text.trim() === "" && title.section === "other") return true;
    this.beginSection(this.draft, title.section);
    if (title.topForm !== undefined) {
      this.draft.topForm = title.topForm;
      this.draft.costOfVariable ||= title.costOfVariable === true;
    }
    if (title.section === "detail")
      this.draft.details.push({
        name: safeName(title.name ?? ""),
        steps: null,
        cost: null,
        main: null,
        opcodesCost: null,
        precompiles: null,
        memory: null,
        opcodes: [],
        callers: [],
      });
    return true;
  }

  /** A title that was there already (pasted text) is passed over: the first one stands. */
  private beginSection(draft: ReportDraft, section: SectionId): void {
    const again = section !== "detail" && section !== "other" && draft.sections.includes(section);
    if (again) draft.notes.add("a section stands twice in the report; the first one was taken");
    this.section = again ? "other" : section;
    draft.sections.push(section);
    draft.endsBlank = false;
    draft.brokenRow = false;
  }

  private beginReport(costVersion: number | null, rule: number, lines: string[]): void {
    this.guest.endBeforeReport();
    this.errors.reportBegins();
    this.previous = this.draft;
    this.draft = newDraft(costVersion, rule);
    this.section = "report";
    this.unproven = lines;
    this.outputWords = [];
  }

  private outside(text: string, ended: boolean): void {
    const clean = plain(text);
    if (this.errors.take(clean)) {
      this.toolSeen = true;
      return;
    }
    if (this.box.take(clean) || this.legacy.take(clean)) {
      if (!this.otherForm) this.guest.endBeforeReport();
      this.otherForm = true;
      return;
    }
    if (this.otherForm && clean.trim() === "") return;
    const problem = callStackProblem.exec(text);
    if (problem) {
      this.guest.partial(problem[1]!);
      this.noteCallStack(problem[2]!);
      return;
    }
    const steps =
      /^(.*?)STEPS: (\d{1,16})$/.exec(clean) ??
      /^(.*?)process_rom\(\) steps=(\d{1,16}) duration=/.exec(clean);
    if (steps) {
      this.fastSteps = Number(steps[2]);
      this.toolSeen = true;
      this.guest.partial(steps[1]!);
      return;
    }
    if (/^Loaded \d+ function symbols/.test(text)) this.symbolsLoaded = true;
    if (text === "READ SYMBOLS=true") this.version = "0.16.0";
    this.guest.line(text, ended);
  }

  private inside(draft: ReportDraft, text: string, ended: boolean): void {
    const clean = plain(text);
    if (this.unproven.length > 0) {
      this.proveReport(draft, clean, text, ended);
      return;
    }
    if (clean.trim() === "") {
      draft.endsBlank = true;
      if (this.section === "other" || this.section === "coverage") this.section = null;
      return;
    }
    const line = clean.startsWith("|") ? clean.slice(clean.startsWith("|    ") ? 5 : 1) : clean;
    const detail = clean.startsWith("|") ? draft.details.at(-1) : undefined;
    const read =
      detail && this.section === "opcodes"
        ? readDetailOpcode(detail, line.trimEnd())
        : this.section !== null &&
          readRow(detail && this.section !== "callers" ? "detail" : this.section, draft, line);
    if (read) {
      draft.endsBlank = false;
      draft.openEnd = !ended;
      draft.brokenRow = false;
      return;
    }
    this.stray(draft, clean, text, ended);
  }

  /** A REPORT title counts once a STEPS row follows; otherwise the guest printed it. */
  private proveReport(draft: ReportDraft, clean: string, text: string, ended: boolean): void {
    if (readRow("report", draft, clean)) {
      draft.sections.push("report");
      draft.openEnd = !ended;
      this.unproven = [];
      this.reports++;
      // What a run before this one printed is not this run's text.
      if (this.previous?.headed === true) this.guest.clear();
      this.previous = null;
      return;
    }
    const lines = this.unproven;
    this.unproven = [];
    if (!ended && "STEPS".startsWith(clean.trim().slice(0, 5))) {
      draft.openEnd = true;
      return;
    }
    this.draft = this.previous;
    this.previous = null;
    for (const line of ["", ...lines]) this.guest.line(line, true);
    if (this.draft === null) this.outside(text, ended);
    else this.inside(this.draft, text, ended);
  }

  /** A line inside or after the report that is no row of its section. */
  private stray(draft: ReportDraft, clean: string, text: string, ended: boolean): void {
    if (trailer.test(clean)) {
      this.section = null;
      return;
    }
    if (this.errors.take(clean) || this.box.take(clean)) return;
    const problem = callStackProblem.exec(text);
    if (problem) {
      this.noteCallStack(problem[2]!);
      return;
    }
    const metrics = /^process_rom\(\) steps=(\d{1,16}) duration=/.exec(clean);
    if (metrics) {
      this.fastSteps = Number(metrics[1]);
      return;
    }
    if (clean.startsWith("COMPARISON   ")) this.section = "comparison";
    else if (clean === "OPS_COVERAGE:") {
      this.section = "coverage";
      draft.sections.push("coverage");
    } else if (/^[0-9a-f]{8}$/.test(clean) && this.outputWords.length < 65536) {
      this.outputWords.push(clean);
      return;
    }
    if (this.section === "other" || this.section === "coverage" || this.section === "comparison") return;
    if (coverage.test(clean)) return;
    if (!ended) {
      draft.openEnd = true;
      draft.brokenRow = true;
      return;
    }
    this.guest.line(text, ended);
  }

  private noteCallStack(message: string): void {
    this.toolSeen = true;
    if (message.includes("disabled")) this.callStackError = safeName(plain(message).slice(0, 300));
  }
}

/** Colour codes of the emulator's own lines; the guest's text keeps its own. */
function plain(line: string): string {
  return line.includes("\u001b") ? line.replace(/\u001b\[[0-9;]{0,20}m/g, "") : line;
}

/** Call-stack messages, perhaps behind an unfinished line of the guest, perhaps coloured. */
const callStackProblem =
  /^(.*?)(?:\u001b\[[0-9;]{0,20}m)*((?:CALL_STACK_ERROR: .*|ERROR: (?:STACK MISMATCH DETECTED|RETURN CALL unexpected|Unexpected RETURN|COST OVERFLOW|.{1,400} adding cost to self\.rois\[\d+\]|ROI change without CALL\/RETURN).*disabled call stack feature.*))$/;

const trailer =
  /^(?:Stats snapshot saved to: |Writing disassembly to: |Disassembly written successfully|HTML report |Report saved to |Saving profiler data to )/;

const coverage =
  /^(?:AVAILABLE|USED|USED NO FROPS|UNUSED NO FROPS|USED FROPS|RISC-V INSTRUCTION COVERAGE|UNSUPPORTED RISC-V INSTRUCTIONS EXECUTED|EXECUTED RISC-V INSTRUCTIONS|NON_EXECUTED RISC-V INSTRUCTIONS): /;
