import type { Outcome } from "../profile/model";
import { safeName } from "../profile/names";
import type { ProfilePart } from "./artefact";
import { failureOf, panicOf } from "./sp1Failures";
import { Sp1GuestText } from "./sp1GuestText";
import { guestLine, hexOfBytes, logged, trackerLine, withoutColours } from "./sp1LogLines";
import { reportPart } from "./sp1Report";
import { reportOfJson, type Sp1Report } from "./sp1ReportJson";
import { Sp1ReportText } from "./sp1ReportText";
import { mergeTags } from "./sp1Tags";
import { Sp1Tracker } from "./sp1Tracker";

/** Below this SP1's warning about `main` is a false alarm: some 4,600 cycles lie outside of it. */
const shortRun = 46_000;

/** Reads the log of one run line by line; everything that is not known is passed over. */
export class Sp1LogParser {
  private readonly report = new Sp1ReportText();
  private readonly guest = new Sp1GuestText();
  private readonly tracker = new Sp1Tracker();
  private json: Sp1Report | null = null;
  private publicHex: string | null = null;
  private version: string | null = null;
  private rate: string | null = null;
  private profiling: "enabled" | "writing" | "written" | null = null;
  private mainMissing = false;
  private mainShare: string | null = null;
  private failure: Outcome | null = null;
  private panic: { readonly file: string; readonly line: number } | null = null;

  line(raw: string): void {
    const line = withoutColours(raw);
    // The host's panic hook ends its first line, the text is the next one.
    if (this.panic !== null && line.trim() !== "") {
      this.failure ??= panicOf(this.panic, safeName(line).slice(0, 1000));
      this.panic = null;
      return;
    }
    const guest = guestLine(line);
    if (guest !== null) return this.guest.line(guest.stream, guest.text);
    this.guest.hostLine();
    const mark = trackerLine(line);
    if (mark !== null) return this.tracker[mark.kind](mark.depth, mark.rest);
    const text = logged(line);
    if (this.report.line(text) || text === "") return;
    this.message(text);
  }

  part(file: string, clipped: boolean): ProfilePart {
    const report = this.json ?? this.report.report();
    const base = report === null ? null : reportPart("sp1-log", file, report);
    const outcome = this.outcome() ?? base?.outcome ?? null;
    const tags = mergeTags(report?.tags ?? [], this.tracker.tags());
    return {
      ...(base ?? { format: "sp1-log", variant: null, file }),
      engine: { name: "sp1", version: this.version },
      output: { publicHex: this.publicHex, text: this.guest.text() },
      ...(outcome === null ? {} : { outcome }),
      ...(tags.length > 0 ? { tags } : {}),
      warnings: [...(base?.warnings ?? []), ...this.warnings(clipped).map((text) => `${file}: ${text}`)],
    };
  }

  private message(text: string): void {
    const panic =
      /^thread '[^']{0,200}' (?:\([^)]{1,20}\) )?panicked at (.{1,2000}?):(\d{1,9}):\d{1,9}:?$/.exec(text);
    if (panic !== null) {
      this.panic = { file: panic[1]!, line: Number(panic[2]) };
      this.version ??= /sp1-core-executor-(\d+\.\d+\.\d+[-.\w]*)\//.exec(panic[1]!)?.[1] ?? null;
    } else if (text === "Profiling enabled") this.profiling ??= "enabled";
    else if (text.startsWith("Profiling sample rate: ")) this.rate = text.slice(23);
    else if (text.startsWith("Writing profile")) this.profiling = "writing";
    else if (text.startsWith("Profile written successfully")) this.profiling = "written";
    else if (text.startsWith("Warning: The `main` function is not present")) this.mainMissing = true;
    else if (text.startsWith("Warning: This trace appears to be invalid"))
      this.mainShare = /only ([\d.]{1,8})% of the samples/.exec(text)?.[1] ?? "?";
    else if (text.startsWith("public_value_stream: ")) this.publicHex = hexOfBytes(text.slice(21));
    else if (text.startsWith('{"opcode_counts"')) this.json = jsonReport(text) ?? this.json;
    else this.failure ??= failureOf(text) ?? exitOf(text);
  }

  private outcome(): Outcome | null {
    const guest = this.guest.outcome();
    if (guest !== null || this.failure !== null) return guest ?? this.failure;
    if (this.profiling === "enabled")
      return { status: "truncated", message: "the run ended, or was stopped, before SP1 wrote its trace" };
    return null;
  }

  private warnings(clipped: boolean): string[] {
    const out: string[] = [];
    if (this.rate !== null && !/^(?:[1-9]\d{0,9})$/.test(this.rate.trim()))
      out.push(
        this.rate.trim() === "0"
          ? "TRACE_SAMPLE_RATE=0 records nothing; trace with 1 or more"
          : `TRACE_SAMPLE_RATE=${safeName(this.rate).slice(0, 40)} is no whole number from 1 to 4294967295: SP1 took 1`,
      );
    if (this.mainMissing) out.push("SP1 finds no symbol `main` in the ELF: it is stripped, or no guest");
    if (this.mainShare !== null)
      out.push(
        `SP1 warns that only ${this.mainShare} % of the samples are in \`main\`: a false alarm for a run of less than ${shortRun.toLocaleString("en-US")} cycles, else a wrong ELF or a sample rate beyond the run`,
      );
    if (this.profiling === "writing") out.push("SP1 had not finished writing the trace");
    if (this.guest.uncounted)
      out.push(
        "cycle-tracker lines came out as plain text: the host is built without SP1's feature `profiling`, which counts them and writes traces",
      );
    if (this.guest.clipped) out.push("the guest printed more than is kept; its text is cut");
    const { unmatched, neverClosed, ambiguous } = this.tracker;
    if (unmatched.length > 0) out.push(`cycle-tracker ends without a start: ${few(unmatched)}`);
    if (neverClosed.length > 0) out.push(`cycle-tracker labels never closed: ${few(neverClosed)}`);
    if (ambiguous)
      out.push("cycle-tracker labels overlap: the log does not say which of them an end belongs to");
    if (clipped) out.push("very long lines were cut");
    return out;
  }
}

/** Exit codes in the words of SP1 4 and 5. */
function exitOf(text: string): Outcome | null {
  const code = /HaltWithNonZeroExitCode\((\d{1,10})\)|[Ee]xecution failed with exit code (\d{1,10})/.exec(
    text,
  );
  return code === null
    ? null
    : { status: "guest-error", message: `the guest ended with exit code ${code[1] ?? code[2] ?? "?"}` };
}

function jsonReport(text: string): Sp1Report | null {
  try {
    return reportOfJson(JSON.parse(text));
  } catch {
    return null;
  }
}

function few(labels: readonly string[]): string {
  const shown = labels.slice(0, 3).map((label) => `"${label.slice(0, 60)}"`);
  return shown.join(", ") + (labels.length > 3 ? ` and ${String(labels.length - 3)} more` : "");
}
