import { basicTypes } from "./v0BasicTypes";
import { V0Constants } from "./v0Constants";
import { Invalid } from "./v0Cursor";
import { maxOutput, TooLong } from "./v0Printer";

/** Types, with the lifetimes that they bind, and generic arguments. */
export abstract class V0Types extends V0Constants {
  private lifetimes = 0;

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

  protected genericArgument(): void {
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
}
