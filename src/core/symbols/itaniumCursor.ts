import { NoItanium } from "./itaniumNodes";

/** Reads the letters, numbers and identifiers of a mangled C++ name. */
export class ItaniumCursor {
  protected at = 0;

  constructor(protected readonly symbol: string) {}

  /** Whether the name goes on with `text`, which is passed then. */
  protected eat(text: string): boolean {
    if (!this.symbol.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  protected need(text: string): void {
    if (!this.eat(text)) throw new NoItanium();
  }

  protected peek(length = 1): string {
    return this.symbol.slice(this.at, this.at + length);
  }

  /** What matches at this place, and is passed; null for nothing. */
  protected match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.symbol);
    if (found === null) return null;
    this.at += found[0].length;
    return found[0];
  }

  /** `_` is 0, `0_` 1, `Z_` 36, as substitutions count. */
  protected base36(): number {
    const digits = this.match(/[0-9A-Z]{0,6}/y)!;
    this.need("_");
    return digits === "" ? 0 : parseInt(digits, 36) + 1;
  }

  /** `_` is 0, `0_` 1, `10_` 11. */
  protected ordinal(): number {
    const digits = this.match(/\d{0,6}/y)!;
    this.need("_");
    return digits === "" ? 0 : Number(digits) + 1;
  }

  /** A number as text, where `n` is a minus. */
  protected number(): string {
    const digits = this.match(/n?\d{1,40}/y);
    if (digits === null) throw new NoItanium();
    return digits.replace("n", "-");
  }

  /** An identifier behind its length. */
  protected identifier(): string {
    const digits = this.match(/[1-9]\d{0,3}/y);
    if (digits === null) throw new NoItanium();
    const text = this.peek(Number(digits));
    if (text.length !== Number(digits) || !/^[\w$.]+$/.test(text)) throw new NoItanium();
    this.at += text.length;
    return /^_GLOBAL_[._$]N/.test(text) ? "(anonymous namespace)" : text;
  }
}
