import { Invalid } from "./v0Cursor";
import { V0Types } from "./v0Types";

/** Impls, instances and back references on the way to a crate. */
const maxHops = 300;

/** Paths of crates, modules, items and impls: the rule that a name starts with. */
export class V0Paths extends V0Types {
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

  /** The crate that the path leads to through impls and instances; null where it names none. */
  crateRoot(): string | null {
    for (let hops = 0; hops < maxHops; hops++) {
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
