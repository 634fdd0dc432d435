import { safeName } from "../profile/names";
import { ZiskBoxLines } from "./ziskBox";
import { ZiskGuestOutput } from "./ziskGuestOutput";
import { ZiskLegacyLines } from "./ziskLegacy";
import { ZiskErrorLines } from "./ziskOutcome";
import { newDetail, newDraft, type ReportDraft, type SectionId } from "./ziskReportDraft";
import { isWholeRow } from "./ziskReportEnd";
import { readDetailOpcode, readRow } from "./ziskReportRows";
import type { ReportText } from "./ziskReportText";
import { isPieceTitle, reportTitle, ruleLength, sectionTitle } from "./ziskReportTitles";
import {
  callStackMessage,
  fastSteps,
  isCoverage,
  isFirstOfRun,
  isOtherTitle,
  isTrailer,
  plain,
} from "./ziskToolLines";

/**
 * Reads ziskemu's standard output line by line. One state: outside a report, or in a section of one.
 * A title is known only by the rule of dashes under it, so one line is held back.
 */
export class ZiskReportParser {
  private readonly guest = new ZiskGuestOutput();
  private errors = new ZiskErrorLines();
  private readonly box = new ZiskBoxLines();
  private readonly legacy = new ZiskLegacyLines();
  private draft: ReportDraft | null = null;
  private section: SectionId | null = null;
  private held: { readonly text: string; readonly ended: boolean } | null = null;
  private reports = 0;
  private symbolsLoaded = false;
  private callStackError: string | null = null;
  private fast: { steps: number; before: string; text: string; ended: boolean } | null = null;
  private outputWords: string[] = [];
  private version: string | null = null;
  private toolSeen = false;
  /** Inside or behind the boxes of --sdk or the lines of -x. */
  private otherForm = false;
  /** The last line was a blank one behind a report: it is in nobody's text. */
  private blankInside = false;
  /** Lines of a candidate REPORT that has not shown its STEPS row yet. */
  private unproven: string[] = [];
  private previous: ReportDraft | null = null;
  /** A log of a build server puts the time before each line; null until the first line said whether. */
  private timed: boolean | null = null;

  line(raw: string, ended: boolean): void {
    this.timed ??= raw === "" ? null : timestamp.test(raw);
    const text = this.timed === true ? raw.replace(timestamp, "") : raw;
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
    // A title without its rule is where the text was cut.
    if (this.draft && this.held && isPieceTitle(plain(this.held.text).replace(/^\| {4}/, ""))) {
      this.draft.openEnd = this.draft.brokenRow = true;
      this.held = null;
    }
    this.release();
    if (this.draft && this.unproven.length > 0) this.draft.openEnd = true;
    if (this.fast) this.guest.partial(this.fast.before);
    return {
      draft: this.draft,
      box: this.box.end(),
      legacy: this.legacy.end(),
      reports: this.reports,
      guest: this.guest,
      toolSeen: this.toolSeen || this.guest.toolSeen || this.fast !== null,
      symbolsLoaded: this.symbolsLoaded,
      callStackError: this.callStackError,
      errors: this.errors,
      fastSteps: this.fast?.steps ?? null,
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
    if (text.startsWith("|    ")) {
      const inner = sectionTitle(text.slice(5)).section;
      this.section = inner === "callers" || inner === "opcodes" ? inner : "other";
      return true;
    }
    const title = sectionTitle(text);
    if (text.trim() === "") return true;
    this.beginSection(this.draft, title.section);
    if (title.topForm !== undefined) {
      this.draft.topForm = title.topForm;
      this.draft.costOfVariable ||= title.costOfVariable === true;
    }
    if (title.section === "detail") this.draft.details.push(newDetail(safeName(title.name ?? "")));
    return true;
  }

  /** A title that was there already (pasted text) is passed over: the first one stands. */
  private beginSection(draft: ReportDraft, section: SectionId): void {
    const again = section !== "detail" && section !== "other" && draft.sections.includes(section);
    if (again) draft.notes.add("a section stands twice in the report; the first one was taken");
    this.section = again ? "other" : section;
    if (draft.sections.at(-1) !== section) draft.sections.push(section);
    draft.endsBlank = false;
    draft.brokenRow = false;
  }

  private beginReport(costVersion: number | null, rule: number, lines: string[]): void {
    this.flushFast();
    if (!this.blankInside) this.guest.endBeforeReport();
    this.blankInside = false;
    this.previous = this.draft;
    this.draft = newDraft(costVersion, rule);
    this.section = "report";
    this.unproven = lines;
  }

  /** A REPORT title counts once a STEPS row follows; otherwise the guest printed it. */
  private proveReport(draft: ReportDraft, text: string, ended: boolean): void {
    const lines = this.unproven;
    const previous = this.previous;
    this.unproven = [];
    this.previous = null;
    if (!ended) {
      draft.openEnd = true;
      return;
    }
    if (readRow("report", draft, plain(text))) {
      draft.sections.push("report");
      this.reports++;
      this.outputWords = [];
      this.errors = this.errors.forReport();
      // What a run before this one printed is not this run's text.
      if (previous?.headed === true) this.guest.dropBeforeMark();
      this.guest.setMark();
      return;
    }
    this.draft = previous;
    for (const line of ["", ...lines]) this.guest.line(line, true);
    if (this.draft === null) this.outside(text, ended);
    else this.inside(this.draft, text, ended);
  }

  private outside(text: string, ended: boolean): void {
    if (text === "") {
      if (!this.otherForm) this.guest.line(text, ended);
      return;
    }
    const clean = plain(text);
    if (this.errors.take(clean)) {
      this.toolSeen = true;
      return;
    }
    if (this.box.take(clean) || this.legacy.take(clean)) {
      if (!this.otherForm) this.guest.endBeforeReport();
      this.otherForm = this.toolSeen = true;
      return;
    }
    if (this.otherForm && clean.trim() === "") return;
    const fast = fastSteps(clean);
    if (fast) {
      // The guest may print the like: it counts where nothing but the emulator's own lines follow.
      this.flushFast();
      this.fast = { ...fast, text, ended };
      return;
    }
    if (this.takeMessage(text)) return;
    this.noteStartUp(text);
    this.flushFast();
    this.guest.line(text, ended);
  }

  private flushFast(): void {
    if (this.fast) this.guest.line(this.fast.text, this.fast.ended);
    this.fast = null;
  }

  private inside(draft: ReportDraft, text: string, ended: boolean): void {
    if (this.unproven.length > 0) {
      this.proveReport(draft, text, ended);
      return;
    }
    const clean = plain(text);
    this.blankInside = clean.trim() === "" && ended;
    if (this.blankInside) {
      draft.endsBlank = true;
      if (this.section === "other" || this.section === "coverage") this.section = null;
      return;
    }
    if (!ended && this.section !== null && !isWholeRow(this.section, draft, clean)) {
      draft.openEnd = draft.brokenRow = true;
      return;
    }
    const barred = clean.startsWith("|");
    const line = barred ? clean.slice(clean.startsWith("|    ") ? 5 : 1) : clean;
    const detail = barred ? draft.details.at(-1) : undefined;
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
    if (!ended && this.section !== null) draft.openEnd = draft.brokenRow = true;
    else this.stray(draft, clean, text, ended);
  }

  /** A line inside or after the report that is no row of its section. */
  private stray(draft: ReportDraft, clean: string, text: string, ended: boolean): void {
    if (isTrailer(clean)) {
      this.section = null;
      return;
    }
    if (this.errors.take(clean) || this.box.take(clean) || isCoverage(clean)) return;
    if (this.takeMessage(text) || /^process_rom\(\) steps=\d+ duration=/.test(clean)) return;
    if (clean.startsWith("COMPARISON   ")) this.section = "comparison";
    else if (isOtherTitle(clean)) this.section = "other";
    else if (clean === "OPS_COVERAGE:") {
      this.section = "coverage";
      draft.sections.push("coverage");
    } else if (/^[0-9a-f]{8}$/.test(clean) && this.outputWords.length < 65536) {
      this.outputWords.push(clean);
      return;
    }
    if (this.section === "other" || this.section === "coverage" || this.section === "comparison") return;
    this.noteStartUp(text);
    this.guest.line(text, ended);
  }

  /** The emulator's messages that may stand anywhere, perhaps behind an unfinished line of the guest. */
  private takeMessage(text: string): boolean {
    const problem = callStackMessage(text);
    if (problem) {
      this.guest.partial(problem.before);
      if (problem.message.includes("disabled")) this.callStackError = safeName(problem.message.slice(0, 300));
      this.toolSeen = true;
      return true;
    }
    return false;
  }

  private noteStartUp(text: string): void {
    if (isFirstOfRun(text)) {
      this.callStackError = null;
      this.symbolsLoaded = false;
    }
    if (/^Loaded \d+ function symbols/.test(text)) this.symbolsLoaded = true;
    if (text === "READ SYMBOLS=true") this.version = "0.16.0";
  }
}

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;
