import { decodePunycode } from "./punycode";

const base62Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A name that is no v0 name. */
export class Invalid extends Error {}

/** Reads the letters, numbers and identifiers of a v0 name. */
export class V0Cursor {
  protected at = 0;

  constructor(protected readonly symbol: string) {}

  peek(): string {
    return this.symbol.charAt(this.at);
  }

  rest(): string {
    return this.symbol.slice(this.at);
  }

  protected next(): string {
    const c = this.symbol.charAt(this.at);
    if (c === "") throw new Invalid();
    this.at++;
    return c;
  }

  protected eat(c: string): boolean {
    if (this.symbol.charAt(this.at) !== c) return false;
    this.at++;
    return true;
  }

  protected base62(): number {
    if (this.eat("_")) return 0;
    let value = 0;
    for (;;) {
      const c = this.next();
      if (c === "_") break;
      const code = c.charCodeAt(0);
      const digit =
        code >= 48 && code <= 57
          ? code - 48
          : code >= 97 && code <= 122
            ? code - 87
            : code >= 65 && code <= 90
              ? code - 29
              : -1;
      if (digit < 0) throw new Invalid();
      value = value * 62 + digit;
      // Disambiguators are hashes of up to 64 bits; only small values are ever shown or followed.
      if (value > 1e30) throw new Invalid();
    }
    return value + 1;
  }

  protected optionalBase62(tag: string): number {
    return this.eat(tag) ? this.base62() + 1 : 0;
  }

  /** A crate's disambiguator with all its 64 bits, as hexadecimal; null where there is none. */
  protected disambiguator(): string | null {
    if (!this.eat("s")) return null;
    const from = this.at;
    this.base62();
    let value = 0n;
    const digits = this.symbol.slice(from, this.at - 1);
    for (const c of digits) value = value * 62n + BigInt(base62Digits.indexOf(c));
    return (digits === "" ? 1n : value + 2n).toString(16);
  }

  protected identifier(): string {
    const punycode = this.eat("u");
    const digits = /^(?:0|[1-9]\d{0,8})/.exec(this.symbol.slice(this.at, this.at + 9));
    if (digits === null) throw new Invalid();
    this.at += digits[0].length;
    const length = Number(digits[0]);
    this.eat("_");
    const name = this.symbol.slice(this.at, this.at + length);
    if (name.length < length) throw new Invalid();
    this.at += length;
    if (!punycode) return name;
    const split = name.lastIndexOf("_");
    const encoded = name.slice(split + 1);
    if (encoded === "") throw new Invalid();
    const ascii = split < 0 ? "" : name.slice(0, split);
    return decodePunycode(ascii, encoded) ?? `punycode{${ascii === "" ? "" : `${ascii}-`}${encoded}}`;
  }

  protected hexNibbles(): string {
    const match = /^[0-9a-f]*(?=_)/.exec(this.rest());
    if (match === null) throw new Invalid();
    this.at += match[0].length + 1;
    return match[0];
  }
}
