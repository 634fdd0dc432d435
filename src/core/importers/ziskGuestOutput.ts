import { bannerSegment, isBanner, isStartUp, savingProfile, traceLine } from "./ziskToolLines";

/** Most of the guest's text that is kept, in UTF-16 units. */
const maxTextLength = 1 << 20;

/** Collects what the guest printed, to the letter, without the lines that are the emulator's. */
export class ZiskGuestOutput {
  private pieces: string[] = [];
  private length = 0;
  /** Up to here the text is of an earlier run in the same file. */
  private mark = 0;
  private atStart = true;
  private inBanner = false;
  clipped = false;
  /** True once one of the emulator's own lines was seen. */
  toolSeen = false;
  /** Address of a code segment that the emulator warned is readable. */
  readableCode: string | null = null;

  /** A line outside the report. */
  line(text: string, ended: boolean): void {
    if (this.atStart && this.startUp(text)) return;
    const tool = savingProfile(text) ?? traceLine(text);
    if (tool) {
      this.toolSeen = true;
      this.partial(tool.before);
      return;
    }
    if (text !== "") this.atStart = false;
    this.add(ended ? `${text}\n` : text);
  }

  /** What stood before one of the emulator's messages on the same line. */
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

  /** From here on the text may be of another run. */
  setMark(): void {
    this.mark = this.pieces.length;
    this.atStart = true;
  }

  /** Forgets what stood before the mark. */
  dropBeforeMark(): void {
    this.pieces = this.pieces.slice(this.mark);
    this.length = this.pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.mark = 0;
  }

  text(): string {
    return this.pieces.join("");
  }

  private startUp(text: string): boolean {
    if (isStartUp(text)) {
      this.toolSeen = true;
      this.inBanner = false;
      return true;
    }
    if (isBanner(text)) {
      // 1. The banner begins with a blank line of its own, and ends with one.
      if (!this.inBanner && this.pieces.at(-1) === "\n") this.length -= this.pieces.pop()!.length;
      this.inBanner = true;
      this.readableCode ??= bannerSegment(text);
      this.toolSeen = true;
      return true;
    }
    if (!this.inBanner) return false;
    this.inBanner = false;
    return text === "";
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
