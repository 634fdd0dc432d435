import { basicTypes } from "./v0BasicTypes";
import { Invalid } from "./v0Cursor";
import { V0Printer } from "./v0Printer";
import { quoted } from "./v0Quoted";

/** Const values: integers in full, texts, references, tuples, variants. */
export abstract class V0Constants extends V0Printer {
  /** `full`: integers carry their type. */
  constructor(
    symbol: string,
    protected readonly full: boolean,
  ) {
    super(symbol);
  }

  abstract path(inValue: boolean): void;

  protected constant(inValue: boolean): void {
    this.deeper(() => this.constantOf(this.next(), inValue));
  }

  private constantOf(tag: string, inValue: boolean): void {
    const braced = (rule: () => void): void => {
      if (!inValue) this.print("{");
      rule();
      if (!inValue) this.print("}");
    };
    const list = (): number => this.list(() => this.constant(true), ", ");
    if ("htmyoj".includes(tag)) return this.integer(tag);
    if ("aslxni".includes(tag)) {
      if (this.eat("n")) this.print("-");
      return this.integer(tag);
    }
    switch (tag) {
      case "p":
        return this.print("_");
      case "b": {
        const value = this.hexNibbles().replace(/^0+(?=.)/, "");
        if (value !== "0" && value !== "1") throw new Invalid();
        return this.print(value === "1" ? "true" : "false");
      }
      case "c": {
        const point = parseInt(this.hexNibbles(), 16);
        if (!(point <= 0x10ffff) || (point >= 0xd800 && point < 0xe000)) throw new Invalid();
        return this.print(quoted("'", String.fromCodePoint(point)));
      }
      case "e":
        return braced(() => {
          this.print("*");
          this.stringLiteral();
        });
      case "R":
      case "Q":
        if (tag === "R" && this.eat("e")) return this.stringLiteral();
        return braced(() => {
          this.print(tag === "R" ? "&" : "&mut ");
          this.constant(true);
        });
      case "A":
        return braced(() => {
          this.print("[");
          list();
          this.print("]");
        });
      case "T":
        return braced(() => {
          this.print("(");
          if (list() === 1) this.print(",");
          this.print(")");
        });
      case "V":
        return braced(() => this.variant());
      case "B":
        return this.backReference(() => this.constant(inValue));
      default:
        throw new Invalid();
    }
  }

  private variant(): void {
    this.path(true);
    switch (this.next()) {
      case "U":
        return;
      case "T":
        this.print("(");
        this.list(() => this.constant(true), ", ");
        this.print(")");
        return;
      case "S":
        this.print(" { ");
        this.list(() => {
          this.optionalBase62("s");
          this.print(`${this.identifier()}: `);
          this.constant(true);
        }, ", ");
        this.print(" }");
        return;
      default:
        throw new Invalid();
    }
  }

  private integer(tag: string): void {
    const digits = this.hexNibbles();
    const significant = digits.replace(/^0+/, "");
    if (significant.length > 16) this.print(`0x${digits}`);
    else this.print(BigInt(`0x${significant === "" ? "0" : significant}`).toString());
    if (this.full) this.print(basicTypes[tag] ?? "");
  }

  private stringLiteral(): void {
    const hex = this.hexNibbles();
    if (hex.length % 2 !== 0) throw new Invalid();
    const bytes = new Uint8Array(hex.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16);
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Invalid();
    }
    this.print(quoted('"', text));
  }
}
