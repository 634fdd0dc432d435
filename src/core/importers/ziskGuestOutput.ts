/** Most of the guest's text that is kept, in UTF-16 units. */
const maxTextLength = 1 << 20;

/** Collects what the guest printed, to the letter, without the lines that are the emulator's. */
export class ZiskGuestOutput {
  private readonly pieces: string[] = [];
  private length = 0;
  private atStart = true;
  clipped = false;
  /** True once the emulator's own start-up lines were seen. */
  toolSeen = false;

  /** A line outside the report. */
  line(text: string, ended: boolean): void {
    if (this.atStart && startUp.test(text)) {
      this.toolSeen = true;
      return;
    }
    const saving = /^(.*)Saving profiler data to .{1,4096}\.\.\.$/.exec(text);
    if (saving) {
      this.toolSeen = true;
      this.add(saving[1]!);
      return;
    }
    if (text !== "") this.atStart = false;
    this.add(ended ? `${text}\n` : text);
  }

  /** What stood before a call-stack message on the same line. */
  partial(text: string): void {
    if (text !== "") this.atStart = false;
    this.add(text);
  }

  /** The line break that the report begins with is the emulator's, and ends an unfinished last line. */
  endBeforeReport(): void {
    const last = this.pieces.at(-1);
    if (last?.endsWith("\n") !== true) return;
    this.pieces[this.pieces.length - 1] = last.slice(0, -1);
    this.length--;
  }

  clear(): void {
    this.pieces.length = 0;
    this.length = 0;
    this.clipped = false;
  }

  text(): string {
    return this.pieces.join("");
  }

  private add(text: string): void {
    const room = maxTextLength - this.length;
    if (text.length > room) this.clipped = true;
    const kept = text.length > room ? text.slice(0, room) : text;
    if (kept === "") return;
    this.pieces.push(kept);
    this.length += kept.length;
  }
}

/** Lines that the emulator prints before the guest starts. */
const startUp =
  /^(?:READ SYMBOLS=\w+|Loading symbols from ELF file: .*|Loaded symbols from ELF file: heap .*|Loaded \d+ function symbols(?: \(.*\))?|Loaded \d+ profile tags|ROI filter applied: .*| {2}\[Selected ROI\] .*|Call tracking enabled for .*|Output path: .*|Separator: '.*'|ZisK library footprint: .*|Added \d+ ZisK library ROIs)$/;
