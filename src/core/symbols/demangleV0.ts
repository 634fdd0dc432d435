import { Invalid, V0Cursor } from "./v0Cursor";

/**
 * Rust's v0 mangling (RFC 2603), printed as compilers' tools do: in short form, without hashes and types of const
 * values, or in full (`core[20a2ed7260d4e64c]::…`, `[u8; 32usize]`).
 */

const maxDepth = 300;
const maxOutput = 8192;
/** Grammar rules tried for one name, back references included. */
const maxWork = 20_000;

const basicTypes: Readonly<Record<string, string>> = {
  a: "i8",
  b: "bool",
  c: "char",
  d: "f64",
  e: "str",
  f: "f32",
  h: "u8",
  i: "isize",
  j: "usize",
  l: "i32",
  m: "u32",
  n: "i128",
  o: "u128",
  p: "_",
  s: "i16",
  t: "u16",
  u: "()",
  v: "...",
  x: "i64",
  y: "u64",
  z: "!",
};

class TooLong extends Error {}

/** Null where the name is none of v0 or does not parse. */
export function demangleV0(raw: string, full = false): string | null {
  const symbol = body(raw);
  if (symbol === null) return null;
  const printer = new Printer(symbol, full);
  try {
    printer.path(true);
    // The crate that instantiated a generic function: parsed, not shown.
    if (/[A-Z]/.test(printer.peek())) printer.silently(() => printer.path(false));
    const suffix = printer.rest();
    return suffix === "" || suffix.startsWith(".") ? printer.out + suffix : null;
  } catch (error) {
    if (error instanceof TooLong) return `${printer.out}…`;
    if (error instanceof Invalid) return null;
    throw error;
  }
}

/** The crate of the function's own source: through impls to the crate of the impl. */
export function crateOfV0(raw: string): string | null {
  const symbol = body(raw);
  if (symbol === null) return null;
  try {
    return new Printer(symbol, false).crateRoot();
  } catch (error) {
    if (error instanceof TooLong || error instanceof Invalid) return null;
    throw error;
  }
}

function body(raw: string): string | null {
  const match = /^(?:_R|R|__R)(?=[A-Z])/.exec(raw);
  return match !== null && /^[\x21-\x7e]*$/.test(raw) ? raw.slice(match[0].length) : null;
}

class Printer extends V0Cursor {
  out = "";
  private depth = 0;
  private silent = 0;
  private work = 0;
  private lifetimes = 0;

  constructor(
    symbol: string,
    private readonly full: boolean,
  ) {
    super(symbol);
  }

  // --- printing

  private print(text: string): void {
    if (this.silent > 0) return;
    this.out += text;
    if (this.out.length > maxOutput) throw new TooLong();
  }

  silently(rule: () => void): void {
    this.silent++;
    try {
      rule();
    } finally {
      this.silent--;
    }
  }

  private deeper(rule: () => void): void {
    if (++this.work > maxWork) throw new TooLong();
    if (++this.depth > maxDepth) throw new Invalid();
    rule();
    this.depth--;
  }

  /** Runs `rule` at an earlier place of the name; a silent printer does not follow. */
  private backReference(rule: () => void): void {
    const here = this.at - 1;
    const target = this.base62();
    if (target >= here) throw new Invalid();
    if (this.silent > 0) return;
    const back = this.at;
    this.at = target;
    this.deeper(rule);
    this.at = back;
  }

  private list(rule: () => void, separator: string): number {
    let count = 0;
    while (!this.eat("E")) {
      if (++this.work > maxWork) throw new TooLong();
      if (count > 0) this.print(separator);
      rule();
      count++;
    }
    return count;
  }

  // --- grammar

  path(inValue: boolean): void {
    this.deeper(() => {
      const tag = this.next();
      switch (tag) {
        case "C": {
          const hash = this.disambiguator();
          this.print(this.identifier());
          if (this.full && hash !== null) this.print(`[${hash}]`);
          return;
        }
        case "N":
          this.nestedPath(inValue);
          return;
        case "M":
        case "X":
        case "Y":
          if (tag !== "Y") {
            this.optionalBase62("s");
            this.silently(() => this.path(false));
          }
          this.print("<");
          this.type();
          if (tag !== "M") {
            this.print(" as ");
            this.path(false);
          }
          this.print(">");
          return;
        case "I":
          this.path(inValue);
          this.print(inValue ? "::<" : "<");
          this.list(() => this.genericArgument(), ", ");
          this.print(">");
          return;
        case "B":
          this.backReference(() => this.path(inValue));
          return;
        default:
          throw new Invalid();
      }
    });
  }

  private nestedPath(inValue: boolean): void {
    const namespace = this.next();
    if (!/[A-Za-z]/.test(namespace)) throw new Invalid();
    this.path(inValue);
    const disambiguator = this.optionalBase62("s");
    const name = this.identifier();
    if (/[A-Z]/.test(namespace)) {
      const kind = namespace === "C" ? "closure" : namespace === "S" ? "shim" : namespace;
      this.print(`::{${kind}${name === "" ? "" : `:${name}`}#${disambiguator}}`);
    } else if (name !== "") this.print(`::${name}`);
  }

  private genericArgument(): void {
    if (this.eat("L")) this.lifetime(this.base62());
    else if (this.eat("K")) this.constant(false);
    else this.type();
  }

  private lifetime(index: number): void {
    if (this.silent > 0) return;
    if (index === 0) {
      this.print("'_");
      return;
    }
    const depth = this.lifetimes - index;
    if (depth < 0) throw new Invalid();
    this.print(depth < 26 ? `'${String.fromCharCode(97 + depth)}` : `'_${depth}`);
  }

  private binder(rule: () => void): void {
    const bound = this.optionalBase62("G");
    if (this.silent > 0) {
      rule();
      return;
    }
    if (bound > maxOutput) throw new TooLong();
    if (bound > 0) {
      this.print("for<");
      for (let i = 0; i < bound; i++) {
        if (i > 0) this.print(", ");
        this.lifetimes++;
        this.lifetime(1);
      }
      this.print("> ");
    }
    rule();
    this.lifetimes -= bound;
  }

  type(): void {
    const tag = this.next();
    const basic = basicTypes[tag];
    if (basic !== undefined) {
      this.print(basic);
      return;
    }
    this.deeper(() => this.compoundType(tag));
  }

  private compoundType(tag: string): void {
    switch (tag) {
      case "R":
      case "Q":
        this.print("&");
        if (this.eat("L")) {
          const index = this.base62();
          if (index !== 0) {
            this.lifetime(index);
            this.print(" ");
          }
        }
        if (tag === "Q") this.print("mut ");
        this.type();
        return;
      case "P":
      case "O":
        this.print(tag === "P" ? "*const " : "*mut ");
        this.type();
        return;
      case "A":
      case "S":
        this.print("[");
        this.type();
        if (tag === "A") {
          this.print("; ");
          this.constant(true);
        }
        this.print("]");
        return;
      case "T":
        this.print("(");
        if (this.list(() => this.type(), ", ") === 1) this.print(",");
        this.print(")");
        return;
      case "F":
        this.binder(() => this.functionType());
        return;
      case "D": {
        this.print("dyn ");
        this.binder(() => this.list(() => this.dynTrait(), " + "));
        if (!this.eat("L")) throw new Invalid();
        const index = this.base62();
        if (index !== 0) {
          this.print(" + ");
          this.lifetime(index);
        }
        return;
      }
      case "B":
        this.backReference(() => this.type());
        return;
      case "W":
        this.type();
        this.print(" is ");
        this.pattern();
        return;
      default:
        this.at--;
        this.path(false);
    }
  }

  private functionType(): void {
    if (this.eat("U")) this.print("unsafe ");
    if (this.eat("K")) {
      const abi = this.eat("C") ? "C" : this.identifier().replaceAll("_", "-");
      this.print(`extern "${abi}" `);
    }
    this.print("fn(");
    this.list(() => this.type(), ", ");
    this.print(")");
    if (this.eat("u")) return; // returns ()
    this.print(" -> ");
    this.type();
  }

  private pattern(): void {
    this.deeper(() => {
      const tag = this.next();
      if (tag === "R") {
        this.constant(false);
        this.print("..=");
        this.constant(false);
      } else if (tag === "O") this.list(() => this.pattern(), " | ");
      else if (tag === "N") this.print("!null");
      else throw new Invalid();
    });
  }

  private dynTrait(): void {
    let open = this.openGenerics();
    while (this.eat("p")) {
      this.print(open ? ", " : "<");
      open = true;
      this.print(`${this.identifier()} = `);
      this.type();
    }
    if (open) this.print(">");
  }

  /** Prints a trait's path; true where its `<…` is left open for associated types. */
  private openGenerics(): boolean {
    let open = false;
    if (this.eat("B")) this.backReference(() => (open = this.openGenerics()));
    else if (this.eat("I")) {
      this.path(false);
      this.print("<");
      this.list(() => this.genericArgument(), ", ");
      open = true;
    } else this.path(false);
    return open;
  }

  private constant(inValue: boolean): void {
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

  // --- crates

  crateRoot(): string | null {
    for (let hops = 0; hops < maxDepth; hops++) {
      const tag = this.next();
      switch (tag) {
        case "C":
          this.optionalBase62("s");
          return this.identifier();
        case "N":
          this.next();
          break;
        case "I":
          break;
        case "M":
        case "X":
          this.optionalBase62("s");
          break;
        case "Y":
          // A trait's own method: its source stands in the crate of the trait.
          this.silently(() => this.type());
          break;
        case "B": {
          const here = this.at - 1;
          const target = this.base62();
          if (target >= here) return null;
          this.at = target;
          break;
        }
        default:
          return null;
      }
    }
    return null;
  }
}

function quoted(quote: string, text: string): string {
  let out = quote;
  for (const c of text) {
    if (c === "\\" || c === quote) out += `\\${c}`;
    else if (c === "\n") out += "\\n";
    else if (c === "\r") out += "\\r";
    else if (c === "\t") out += "\\t";
    else if (c === "\0") out += "\\0";
    else if (/[\u0001-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(c))
      out += `\\u{${c.codePointAt(0)!.toString(16)}}`;
    else out += c;
  }
  return out + quote;
}
