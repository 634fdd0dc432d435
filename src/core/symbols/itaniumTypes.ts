import { ItaniumCursor } from "./itaniumCursor";
import { NoItanium, type Node } from "./itaniumNodes";
import { builtinTypes, standardNames } from "./itaniumWords";

/** Levels of names within names. */
const mostDepth = 96;

/** What a function's name says of the rest of it. */
export interface NameFacts {
  /** Its last part has template arguments. */
  template: boolean;
  /** A constructor, destructor or conversion: it has no return type. */
  bare: boolean;
  qualifiers: string;
}

/** Reads the types of a mangled C++ name. Expressions in template arguments are not read. */
export abstract class ItaniumTypes extends ItaniumCursor {
  protected readonly known: Node[] = [];
  /** Arguments that `T_` means: those of the function's own name. */
  protected params: Node[] = [];
  protected inLambda = 0;
  /** Parameters in the type of a conversion, which stands before their arguments. */
  protected inConversion = false;
  protected readonly open: { readonly at: number; readonly pieces: (string | Node)[] }[] = [];
  private depth = 0;

  protected get done(): boolean {
    return this.at === this.symbol.length;
  }

  /** What was not read. */
  get rest(): string {
    return this.symbol.slice(this.at);
  }

  protected abstract encoding(): Node;

  protected abstract name(facts: NameFacts | null): Node;

  protected abstract templated(of: Node, facts: NameFacts | null): Node;

  protected deeper<T>(read: () => T): T {
    if (++this.depth > mostDepth) throw new NoItanium();
    const result = read();
    this.depth--;
    return result;
  }

  /** Types up to the end; `v` alone is none. */
  protected parameters(): Node[] {
    if (this.eat("v")) return [];
    const types: Node[] = [];
    do types.push(this.type());
    while (!this.done && !/[E.@]/.test(this.peek()));
    return types;
  }

  protected qualifiers(): string {
    const volatile = this.eat("r") ? " restrict" : "";
    const both = this.eat("V") ? ` volatile${volatile}` : volatile;
    return this.eat("K") ? ` const${both}` : both;
  }

  protected substitution(): Node {
    const standard = standardNames[this.peek(2)];
    if (standard !== undefined) {
      this.at += 2;
      return { kind: "nested", scope: text("std"), name: text(standard.slice(5)) };
    }
    this.need("S");
    const found = this.known[this.base36()];
    if (found === undefined) throw new NoItanium();
    // A lambda's parameter, and behind it the function's parameter of that number.
    return found.kind === "automatic" && this.inLambda === 0 ? (this.params[found.at] ?? found) : found;
  }

  protected templateParameter(keep: boolean): Node {
    this.need("T");
    const at = this.ordinal();
    if (this.inLambda > 0) return this.kept({ kind: "automatic", at }, keep);
    if (this.inConversion) {
      const pieces: (string | Node)[] = [];
      this.open.push({ at, pieces });
      return this.kept({ kind: "pieces", pieces }, keep);
    }
    const found = this.params[at];
    if (found === undefined) throw new NoItanium();
    // Of each place an own node: it is another substitution than the argument.
    return this.kept({ ...found }, keep);
  }

  private kept(node: Node, keep: boolean): Node {
    if (keep) this.known.push(node);
    return node;
  }

  protected arguments(ofFunction: boolean): Node[] {
    this.need("I");
    const args: Node[] = [];
    if (ofFunction) this.params = [];
    while (!this.eat("E")) {
      const arg = this.argument();
      args.push(arg);
      if (ofFunction) this.params.push(arg);
    }
    return args;
  }

  private argument(): Node {
    return this.deeper(() => {
      if (this.eat("J")) {
        const items: Node[] = [];
        while (!this.eat("E")) items.push(this.argument());
        return { kind: "pack", items };
      }
      if (this.eat("XadL")) {
        this.need("_Z");
        const of = this.encoding();
        this.need("EE");
        return { kind: "pieces", pieces: ["&", of] };
      }
      return this.peek() === "L" ? this.literal() : this.type();
    });
  }

  private literal(): Node {
    this.need("L");
    if (this.eat("_Z")) {
      const found = this.encoding();
      this.need("E");
      return found;
    }
    const code = this.peek();
    const type = this.type();
    const digits = this.match(/n?[0-9a-f]{0,64}/y)!;
    this.need("E");
    const value = digits.replace("n", "-");
    if (type.kind === "text" && type.text === builtinTypes["Dn"]) return text("nullptr");
    if (code === "b" && (value === "0" || value === "1")) return text(value === "1" ? "true" : "false");
    if (code === "i") return text(value);
    if (code === "f" || code === "d") return { kind: "pieces", pieces: ["(", type, `)[${value}]`] };
    return { kind: "pieces", pieces: ["(", type, `)${value}`] };
  }

  protected type(): Node {
    return this.deeper(() => {
      const two = builtinTypes[this.peek(2)];
      const code = two === undefined ? this.peek() : this.peek(2);
      const builtin = two ?? builtinTypes[code];
      if (builtin !== undefined) {
        this.at += code.length;
        return text(builtin);
      }
      if (code === "S" && this.peek(2) !== "St") {
        const found = this.substitution();
        if (this.peek() !== "I") return found;
        return this.kept(this.templated(found, null), true);
      }
      return this.kept(this.compound(code), true);
    });
  }

  private compound(code: string): Node {
    const pointer = { P: "*", R: "&", O: "&&" }[code];
    if (pointer !== undefined) {
      this.at++;
      return { kind: "suffix", of: this.type(), suffix: pointer };
    }
    if (/[rVK]/.test(code)) {
      const suffix = this.qualifiers();
      const of = this.type();
      if (of.kind === "function" && of.name === null) return { ...of, qualifiers: suffix + of.qualifiers };
      return { kind: "suffix", of, suffix };
    }
    if (this.eat("Dp")) return { kind: "expansion", of: this.type() };
    if (code === "F" || this.peek(3) === "DoF") return this.functionType();
    if (this.eat("A")) {
      const size = this.peek() === "T" ? this.templateParameter(true) : text(this.match(/\d{0,20}/y)!);
      this.need("_");
      return { kind: "array", of: this.type(), size };
    }
    if (this.eat("M")) {
      const holder = this.type();
      return { kind: "member", holder, of: this.type() };
    }
    if (code === "T" && !/T[sue]/.test(this.peek(2))) {
      const parameter = this.templateParameter(false);
      if (this.peek() !== "I" || this.inConversion) return parameter;
      this.known.push(parameter);
      return this.templated(parameter, null);
    }
    this.match(/T[sue]/y);
    if (!/[\dNZSUL]/.test(this.peek())) throw new NoItanium();
    return this.name(null);
  }

  private functionType(): Node {
    const noexcept = this.eat("Do") ? " noexcept" : "";
    this.need("F");
    this.eat("Y");
    const returns = this.type();
    const params: Node[] = [];
    let qualifiers = "";
    while (!this.eat("E")) {
      if (this.eat("RE")) qualifiers = " &";
      else if (this.eat("OE")) qualifiers = " &&";
      if (qualifiers !== "") break;
      if (!this.eat("v")) params.push(this.type());
    }
    return { kind: "function", name: null, returns, params, qualifiers: qualifiers + noexcept };
  }
}

export function text(of: string): Node {
  return { kind: "text", text: of };
}
