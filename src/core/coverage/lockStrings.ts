/** The strings of a Cargo.lock by the offsets of their quotes. What is none is said to `fail`, which ends the reading. */
export class LockStrings {
  /** Most locks hold no backslash: a string ends at the next quote. */
  readonly mayEscape: boolean;
  /** Some string is not what stands between its quotes. */
  hasEscapes = false;
  /** The last source, then versions by how they end. */
  private readonly known: string[] = Array.from({ length: 128 }, () => "");

  constructor(
    private readonly text: string,
    private readonly fail: (what: string) => void,
  ) {
    this.mayEscape = text.includes("\\");
  }

  /** Index of the closing quote of the string that opens at `start`; fails and gives -1 where there is none. */
  closeOf(start: number, end: number): number {
    const quote = this.text.charCodeAt(start);
    if (!this.mayEscape && start < end && (quote === 34 || quote === 39)) {
      const close = this.text.indexOf(quote === 34 ? '"' : "'", start + 1);
      // One that is not there ends the reading: the text is not searched again.
      if (close >= 0 && close < end) return close;
    } else if (start < end && (quote === 34 || quote === 39))
      for (let at = start + 1; at < end; at++) {
        const code = this.text.charCodeAt(at);
        if (code === quote) return at;
        if (code === 92 && quote === 34) {
          this.hasEscapes = true;
          at++;
        }
      }
    this.fail("a string that is not closed");
    return -1;
  }

  /** What stands between the quotes, escapes worked in. */
  unquote(open: number, close: number): string {
    const raw = this.text.slice(open + 1, close);
    if (!raw.includes("\\") || this.text.charCodeAt(open) === 39) return raw;
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      this.fail("a string with an unknown escape");
      return raw;
    }
  }

  /** Nearly all sources are the same, and so are many versions: one string for all, since each that is made has to be kept in memory. */
  shared(isSource: boolean, open: number, close: number): string {
    const { text, known } = this;
    const letters = 31 * text.charCodeAt(close - 1) + 7 * text.charCodeAt(close - 2) + close - open;
    const slot = isSource ? 0 : 1 + (letters % 127);
    const last = known[slot]!;
    const isKnown =
      last !== "" &&
      last.length === close - open - 1 &&
      text.startsWith(last, open + 1) &&
      !last.includes("\\");
    return isKnown ? last : (known[slot] = this.unquote(open, close));
  }
}
