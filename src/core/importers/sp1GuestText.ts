import type { Outcome } from "../profile/model";
import { safeName } from "../profile/names";

/** UTF-16 units of guest output that are kept. */
const maxText = 1 << 20;
/** Lines of one panic's message. */
const maxMessage = 40;

/** What the guest printed, as SP1 echoes it line by line, and how it says that it failed. */
export class Sp1GuestText {
  clipped = false;
  /** Tracker commands as plain output: the host does not count them. */
  uncounted = false;
  private readonly lines: string[] = [];
  private kept = 0;
  private place: string | null = null;
  private message: string[] = [];
  private hint: string | null = null;
  private halted: string | null = null;
  private collecting = false;

  line(stream: "stdout" | "stderr", text: string): void {
    if (stream === "stderr") return this.error(text);
    this.collecting = false;
    if (/^cycle-tracker-(?:report-)?(?:start|end):/.test(text)) this.uncounted = true;
    else if (this.kept + text.length > maxText) this.clipped = true;
    else {
      this.kept += text.length + 1;
      this.lines.push(text);
    }
  }

  /** A line of the host's own ends a panic's message. */
  hostLine(): void {
    this.collecting = false;
  }

  text(): string | null {
    return this.lines.length === 0 ? null : `${this.lines.join("\n")}\n`;
  }

  outcome(): Outcome | null {
    if (this.place !== null) {
      const message = once(this.message);
      return failed(`the guest panicked at ${this.place}${message === "" ? "" : `: ${message}`}`);
    }
    if (this.hint !== null) return failed(`the guest stopped: ${this.hint}`);
    return this.halted === null ? null : failed(`the guest stopped: ${this.halted}`);
  }

  private error(text: string): void {
    const panic = /^thread '[^']{0,200}' (?:\(\d{1,20}\) )?panicked at (.{1,2000})$/.exec(text);
    if (panic !== null) {
      const old = /^'(.*)', (\S+:\d+:\d+)$/.exec(panic[1]!);
      this.place = safeName(old?.[2] ?? panic[1]!.replace(/:$/, ""));
      this.message = old === null ? [] : [old[1]!];
      this.collecting = old === null;
    } else if (this.collecting && this.message.length < maxMessage) this.message.push(text);
    else if (text.startsWith("Tried to read from the input stream")) this.hint ??= text;
    else if (text.startsWith("Halting with exit code ")) this.halted ??= text;
  }
}

/** std prints the message, then SP1's own panic hook again: the same lines twice. */
function once(lines: readonly string[]): string {
  const half = lines.length / 2;
  const first = lines.slice(0, half).join("\n");
  const whole = lines.length % 2 === 0 && first === lines.slice(half).join("\n") ? first : lines.join("\n");
  return safeName(whole.trim().replace(/\n/g, " ")).slice(0, 1000);
}

function failed(message: string): Outcome {
  return { status: "guest-error", message: message.slice(0, 1200) };
}
