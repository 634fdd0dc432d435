import type { Outcome } from "../profile/model";
import { safeName } from "../profile/names";

/** What the emulator's own error lines say of a run's end. */
export interface RunEnd {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  /** Version named by a panic's source path; null where none is. */
  readonly version: string | null;
}

/**
 * Reads the error lines of ziskemu (all versions), in the order in which they appear. They stand on stderr,
 * and in the text itself where both streams were written to one file.
 */
export class ZiskErrorLines {
  private finished: { readonly step: string; readonly pc: string } | null = null;
  private emulation: string | null = null;
  private panic: string | null = null;
  private panicHead = false;
  private usage: string | null = null;
  private exited: number | null = null;
  private version: string | null = null;

  /** True where the line is one of the emulator's error lines. */
  take(line: string): boolean {
    const text = line.trim();
    if (this.panicHead) {
      this.panicHead = false;
      if (text !== "") {
        this.panic = clip(text);
        return true;
      }
    }
    let match = /^Emu::run(?:_\w+)?\(\) finished with error at step=(\d{1,20}) pc=(0x[0-9a-f]{1,16})/.exec(
      text,
    );
    if (match) {
      this.finished = { step: match[1]!, pc: match[2]! };
      return true;
    }
    match = /^Error during emulation: (.*)$/.exec(text);
    if (match) {
      this.emulation = clip(match[1]!);
      return true;
    }
    match = /^thread '[^']*' (?:\(\d+\) )?panicked at (.*?):?$/.exec(text);
    if (match) {
      // Compilers before 1.73 put the message into the same line: 'message', place.
      const quoted = /^'(.*)', \S+:\d+:\d+$/.exec(match[1]!)?.[1];
      this.panicHead = quoted === undefined;
      this.panic = clip(quoted ?? match[1]!);
      this.version =
        /\bzisk(?:emu|-[a-z-]+)-(\d+\.\d+\.\d+(?:-[0-9a-z.]+)?)\//.exec(match[1]!)?.[1] ?? this.version;
      return true;
    }
    match = /^Command exited with non-zero status (\d{1,3})$/.exec(text);
    if (match) {
      this.exited = Number(match[1]);
      return true;
    }
    match =
      /^error: ((?:unexpected argument|invalid value|a value is required|the argument|the following required).*)$/.exec(
        text,
      );
    if (match) {
      this.usage = clip(match[1]!);
      return true;
    }
    return noise.test(text);
  }

  /**
   * Error lines for a report that begins now. A panic before it was the guest's text, and what ended an earlier run
   * (`Error during emulation` is a process's last word) is not this one's; a stopped guest is told before the report.
   */
  forReport(): ZiskErrorLines {
    const next = new ZiskErrorLines();
    if (this.emulation === null) next.finished = this.finished;
    return next;
  }

  /** Null where nothing was wrong. */
  end(): RunEnd | null {
    const version = this.version;
    const of = (status: Outcome["status"], message: string, exitCode: number | null): RunEnd => ({
      outcome: { status, message },
      exitCode: this.exited ?? exitCode,
      version,
    });
    const at = this.finished && ` at step ${this.finished.step}, pc ${this.finished.pc}`;
    if (this.emulation === "EmulationNoCompleted")
      return of("step-limit", "the step limit was reached before the guest ended", 1);
    if (this.emulation !== null) {
      const code = /^guest exited with code (\d{1,10})$/.exec(this.emulation)?.[1];
      if (code !== undefined)
        return of("guest-error", `the guest exited with code ${code}`, Number(code) % 256 || 1);
      const trap = /^ExecutionFailed \{ reason: (\w+)/.exec(this.emulation)?.[1];
      if (trap !== undefined)
        return of("guest-error", `the guest stopped with a ${trap.toLowerCase()}${at ?? ""}`, 1);
      return of("guest-error", `the emulator stopped: ${unwrapped(this.emulation)}`, 1);
    }
    if (this.panic !== null) return of("guest-error", `the emulator panicked: ${this.panic}`, 101);
    if (this.usage !== null) return of("guest-error", `the emulator refused its arguments: ${this.usage}`, 2);
    if (at !== null) return of("guest-error", `the guest stopped with an error${at}`, 0);
    if (this.exited !== null && this.exited !== 0)
      return of("guest-error", `the emulator ended with code ${String(this.exited)}`, this.exited);
    return null;
  }
}

/** What else stands on stderr and says nothing of the run: backtraces, `time` output, clap's help. */
const noise =
  /^(?:stack backtrace:|\d+: \S|at \S+:\d+|note: .*(?:backtrace|Backtrace|Some details)|\d+\.\d+s \d+KB|For more information, try)/;

function clip(text: string): string {
  return safeName(text.length > 500 ? `${text.slice(0, 500)}…` : text);
}

/** `Unknown("…")` and `WrongArguments(ErrWrongArguments { description: "…" })` → what stands in quotes. */
function unwrapped(text: string): string {
  const quoted = /^\w+\((?:\w+ \{ description: )?"(.*)"(?: \})?\)$/.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replace(/\\(["'\\])/g, "$1");
}
