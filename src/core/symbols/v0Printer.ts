import { Invalid, V0Cursor } from "./v0Cursor";

const maxDepth = 300;
/** Characters of one name. */
export const maxOutput = 8192;
/** Grammar rules tried for one name, back references included. */
const maxWork = 20_000;

/** The name is well-formed so far and longer than anybody reads, or takes longer than it may. */
export class TooLong extends Error {}

/** What was read becomes text, within bounds of length, depth and work: a short name can unfold to any size. */
export class V0Printer extends V0Cursor {
  out = "";
  protected silent = 0;
  private depth = 0;
  private work = 0;

  protected print(text: string): void {
    if (this.silent > 0) return;
    this.out += text;
    if (this.out.length > maxOutput) throw new TooLong();
  }

  /** Reads what is not shown. */
  silently(rule: () => void): void {
    this.silent++;
    try {
      rule();
    } finally {
      this.silent--;
    }
  }

  protected deeper(rule: () => void): void {
    if (++this.work > maxWork) throw new TooLong();
    if (++this.depth > maxDepth) throw new Invalid();
    rule();
    this.depth--;
  }

  /** Runs `rule` at an earlier place of the name; a silent printer does not follow. */
  protected backReference(rule: () => void): void {
    const here = this.at - 1;
    const target = this.base62();
    if (target >= here) throw new Invalid();
    if (this.silent > 0) return;
    const back = this.at;
    this.at = target;
    this.deeper(rule);
    this.at = back;
  }

  protected list(rule: () => void, separator: string): number {
    let count = 0;
    while (!this.eat("E")) {
      if (++this.work > maxWork) throw new TooLong();
      if (count > 0) this.print(separator);
      rule();
      count++;
    }
    return count;
  }
}
