import { NoItanium, type Node } from "./itaniumNodes";
import { ItaniumTypes, text, type NameFacts } from "./itaniumTypes";
import { operators } from "./itaniumWords";

/** Reads a mangled C++ name without its `_Z`. Throws NoItanium. */
export class ItaniumParser extends ItaniumTypes {
  /** A function or a variable. */
  encoding(): Node {
    return this.deeper(() => {
      const special = this.thunk();
      if (special !== null) return special;
      const facts: NameFacts = { template: false, bare: false, qualifiers: "" };
      const name = this.name(facts);
      for (const { at, pieces } of this.open.splice(0)) pieces.push(this.params[at] ?? "?");
      if (this.done || /[E.]/.test(this.peek())) return name;
      const returns = facts.template && !facts.bare ? this.type() : null;
      const all = this.parameters();
      // The tool takes the first for a return type, which constructors have not.
      const params = facts.template && facts.bare ? all.slice(1) : all;
      return { kind: "function", name, returns, params, qualifiers: facts.qualifiers };
    });
  }

  private thunk(): Node | null {
    const of = (before: string): Node => ({ kind: "pieces", pieces: [before, this.encoding(), ")}"] });
    if (this.eat("Tc")) {
      const [self, result] = [this.offset(), this.offset()];
      return of(`{virtual override thunk(${self}, ${result}, `);
    }
    if (/T[hv]/.test(this.peek(2))) {
      this.at++;
      return of(`{virtual override thunk(${this.offset()}, `);
    }
    return null;
  }

  private offset(): string {
    const isVirtual = !this.eat("h");
    if (isVirtual) this.need("v");
    const first = this.number();
    this.need("_");
    if (!isVirtual) return `{offset(${first})}`;
    const second = this.number();
    this.need("_");
    return `{virtual offset(${first}, ${second})}`;
  }

  protected name(facts: NameFacts | null): Node {
    if (this.eat("N")) return this.nested(facts);
    if (this.eat("Z")) return this.local(facts);
    let name: Node;
    if (this.peek() === "S" && this.peek(2) !== "St") name = this.substitution();
    else {
      const inStd = this.eat("St");
      name = this.unqualified(facts, null);
      if (inStd) name = { kind: "nested", scope: text("std"), name };
      if (this.peek() === "I") this.known.push(name);
    }
    return this.peek() === "I" ? this.templated(name, facts) : name;
  }

  protected templated(of: Node, facts: NameFacts | null): Node {
    if (facts !== null) facts.template = true;
    return { kind: "template", of, args: this.arguments(facts !== null) };
  }

  private nested(facts: NameFacts | null): Node {
    const qualifiers = this.qualifiers() + (this.eat("O") ? " &&" : this.eat("R") ? " &" : "");
    if (facts !== null) facts.qualifiers = qualifiers;
    let scope: Node | null = null;
    for (;;) {
      if (facts !== null) facts.template = false;
      // What is a substitution already becomes none again.
      let isKnown = false;
      if (this.peek() === "T") {
        scope = this.templateParameter(true);
        isKnown = true;
      } else if (scope === null && this.eat("St")) {
        scope = text("std");
        continue;
      } else if (scope === null && this.peek() === "S") {
        scope = this.substitution();
        if (this.peek() !== "I") continue;
        isKnown = true;
      } else {
        const name = this.unqualified(facts, scope);
        scope = scope === null ? name : { kind: "nested", scope, name };
      }
      if (this.eat("E")) return scope;
      if (this.peek() === "I") {
        if (!isKnown) this.known.push(scope);
        scope = this.templated(scope, facts);
        isKnown = false;
        if (this.eat("E")) return scope;
      }
      if (!isKnown) this.known.push(scope);
    }
  }

  private local(facts: NameFacts | null): Node {
    const params = this.params;
    const scope = this.encoding();
    this.need("E");
    let name: Node;
    if (this.eat("s")) {
      this.discriminator();
      name = text("string literal");
    } else {
      if (this.eat("d")) this.ordinal();
      if (facts === null) this.params = params;
      name = this.name(facts);
      this.discriminator();
    }
    return { kind: "nested", scope, name };
  }

  private discriminator(): void {
    this.match(/_\d|__\d{1,6}_/y);
  }

  /** A name of its own, with what was written behind it; `scope` is the class of constructors. */
  private unqualified(facts: NameFacts | null, scope: Node | null): Node {
    if (facts !== null) facts.bare = false;
    this.eat("L");
    let name = this.plain(facts, scope);
    while (this.eat("B")) name = { kind: "pieces", pieces: [name, `[abi:${this.identifier()}]`] };
    return name;
  }

  private plain(facts: NameFacts | null, scope: Node | null): Node {
    if (/\d/.test(this.peek())) return text(this.identifier());
    if (scope !== null && /[CD][0-5]|CI/.test(this.peek(2))) return this.constructed(facts, scope);
    if (this.eat("Ut")) return text(`{unnamed type#${String(this.ordinal() + 1)}}`);
    if (this.eat("Ul")) {
      this.inLambda++;
      const params = this.parameters();
      this.inLambda--;
      this.need("E");
      return { kind: "lambda", params, number: this.ordinal() + 1 };
    }
    if (this.eat("cv")) {
      if (facts !== null) facts.bare = true;
      this.inConversion = facts !== null;
      const type = this.type();
      this.inConversion = false;
      return { kind: "pieces", pieces: ["operator ", type] };
    }
    if (this.eat("li")) return text(`operator${this.identifier()}::operator ""`);
    const operator = operators[this.peek(2)];
    if (operator === undefined) throw new NoItanium();
    this.at += 2;
    return text(`operator${operator}`);
  }

  private constructed(facts: NameFacts | null, scope: Node): Node {
    if (facts !== null) facts.bare = true;
    if (this.eat("CI")) {
      this.at++;
      return lastOf(this.type());
    }
    const name = lastOf(scope);
    const destroys = this.peek() === "D";
    this.at += 2;
    return destroys ? { kind: "pieces", pieces: ["~", name] } : name;
  }
}

/** What a constructor is named after: the last part without template arguments. */
function lastOf(node: Node): Node {
  for (let at = node; ;)
    if (at.kind === "nested") at = at.name;
    else if (at.kind === "template") at = at.of;
    else if (at.kind === "pieces" && typeof at.pieces[0] === "object") at = at.pieces[0];
    else return at;
}
