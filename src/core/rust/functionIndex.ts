import type { SyntaxNodeRef, Tree } from "@lezer/common";
import { parser } from "@lezer/rust";
import { BoundedInput } from "./boundedInput";
import { macroFunctions } from "./macroFunctions";
import { typeName } from "./typeName";

/** One `fn` with a body (or a trait's signature) of a Rust file. Lines are 0-based, offsets are UTF-16 units. */
export interface RustFunction {
  readonly name: string;
  /** Modules and enclosing functions inside this file, outermost first; without the impl type. */
  readonly path: readonly string[];
  /** Last path segment of the type of the `impl` it stands in, generics elided; null for a free function. */
  readonly implType: string | null;
  /** Last path segment of the trait: of `impl Trait for Type`, or of the `trait` it is declared in. */
  readonly trait: string | null;
  /** First line of the item without its attributes and comments. */
  readonly startLine: number;
  /** Line of the word `fn`: where lenses stand. */
  readonly line: number;
  readonly endLine: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Null for a signature without a body. */
  readonly body: { readonly from: number; readonly to: number } | null;
}

export interface FunctionIndex {
  /** In order of their `fn`. */
  readonly functions: readonly RustFunction[];
  /** `entrypoint!(main)`, with or without a path before it; null for a file that is no guest's root. */
  readonly entry: EntryPoint | null;
  /** Error nodes of the tree: 0 for a file that parses. */
  readonly errors: number;
}

/** Where a zkVM guest starts: the macro, and the name of the function that it is given. */
export interface EntryPoint {
  /** 0-based line of the macro. */
  readonly line: number;
  /** First segment of the macro's path (`ziskos`); null where it was imported. */
  readonly sdk: string | null;
  readonly target: string | null;
}

const maxLength = 8 << 20;
const empty: FunctionIndex = { functions: [], entry: null, errors: 1 };

/**
 * The functions of a Rust file by a kept grammar. Total: what does not parse is skipped, hostile
 * text (megabytes, unbalanced brackets a hundred thousand deep) gives fewer functions, never an error.
 */
export function indexFunctions(text: string): FunctionIndex {
  if (text.length > maxLength) return empty;
  try {
    return new IndexBuilder(text).build(parser.parse(new BoundedInput(text)));
  } catch (error) {
    // The grammar's tree builder recurses over the depth of brackets, and the input has a limit on
    // look-ahead: only absurd text gets here.
    if (error instanceof RangeError) return empty;
    throw error;
  }
}

interface Scope {
  readonly kind: "module" | "function" | "impl" | "trait" | "other";
  readonly name: string;
  readonly trait: string | null;
}

class IndexBuilder {
  private readonly scopes: Scope[] = [];
  private readonly functions: RustFunction[] = [];
  private readonly lineStarts: readonly number[];
  private entry: EntryPoint | null = null;
  private errors = 0;

  constructor(private readonly text: string) {
    this.lineStarts = lineStartsOf(text);
  }

  build(tree: Tree): FunctionIndex {
    tree.iterate({ enter: (node) => this.enter(node), leave: (node) => this.leave(node) });
    this.functions.sort((a, b) => a.nameStart - b.nameStart);
    return { functions: this.functions, entry: this.entry, errors: this.errors };
  }

  private enter(node: SyntaxNodeRef): boolean {
    if (node.type.isError) this.errors++;
    switch (node.name) {
      case "ModItem":
        this.scopes.push({ kind: "module", name: this.childText(node, "BoundIdentifier"), trait: null });
        return true;
      case "TraitItem":
        this.scopes.push({ kind: "trait", name: this.childText(node, "TypeIdentifier"), trait: null });
        return true;
      case "ImplItem":
        this.scopes.push(this.implScope(node));
        return true;
      case "FunctionItem":
        this.function(node);
        return true;
      case "MacroInvocation":
        this.macro(node);
        return false;
      case "MacroDefinition":
        return false;
      default:
        return true;
    }
  }

  private leave(node: SyntaxNodeRef): void {
    const opens = ["ModItem", "TraitItem", "ImplItem", "FunctionItem"];
    if (opens.includes(node.name)) this.scopes.pop();
  }

  private function(node: SyntaxNodeRef): void {
    const item = node.node;
    const name = item.getChild("BoundIdentifier");
    const word = item.getChild("fn");
    if (name && word) {
      const body = item.getChild("Block");
      this.add({
        start: item.from,
        word: word.from,
        nameStart: name.from,
        nameEnd: name.to,
        end: item.to,
        body: body && { from: body.from, to: body.to },
      });
    }
    this.scopes.push({ kind: "function", name: name ? this.slice(name) : "", trait: null });
  }

  /** `cfg_if! { … fn f() {} … }`: the grammar keeps a macro's tokens; functions among them are found by shape. */
  private macro(node: SyntaxNodeRef): void {
    const path = node.node.firstChild;
    const segments = path ? this.text.slice(path.from, path.to).split("::") : [];
    if (path && segments.at(-1)?.trim() === "entrypoint" && this.entry === null) {
      const target = /^\s*!\s*[({[]\s*([A-Za-z_][A-Za-z0-9_]*)/.exec(this.text.slice(path.to, path.to + 200));
      const sdk = segments.length > 1 ? segments[0]!.trim() : null;
      this.entry = { line: this.lineOf(node.from), sdk, target: target?.[1] ?? null };
      return;
    }
    for (const found of macroFunctions(this.text, node.from, node.to)) this.add(found);
  }

  private add(at: {
    start: number;
    word: number;
    nameStart: number;
    nameEnd: number;
    end: number;
    body: { from: number; to: number } | null;
  }): void {
    const nearest = this.scopes.findLast((s) => s.kind !== "module");
    const inType = nearest?.kind === "impl" || nearest?.kind === "trait";
    this.functions.push({
      name: identifier(this.text.slice(at.nameStart, at.nameEnd)),
      path: this.scopes.filter((s) => s.kind !== "impl" && s.kind !== "trait").map((s) => s.name),
      implType: inType && nearest.kind === "impl" ? nearest.name : null,
      trait: inType ? (nearest.kind === "trait" ? nearest.name : nearest.trait) : null,
      startLine: this.lineOf(at.start),
      line: this.lineOf(at.word),
      endLine: this.lineOf(at.end),
      nameStart: at.nameStart,
      nameEnd: at.nameEnd,
      body: at.body,
    });
  }

  /** `impl<T> Trait for Type<T> where …` has the trait before and the type after the word `for`. */
  private implScope(node: SyntaxNodeRef): Scope {
    let before: string | null = null;
    let type: string | null = null;
    for (let child = node.node.firstChild; child; child = child.nextSibling) {
      if (child.name === "for") {
        before = type;
        type = null;
      } else if (child.name === "WhereClause" || child.name === "DeclarationList") {
        break;
      } else if (isType(child.name)) {
        type = this.slice(child);
      }
    }
    return { kind: "impl", name: typeName(type ?? ""), trait: before === null ? null : typeName(before) };
  }

  private childText(node: SyntaxNodeRef, name: string): string {
    const child = node.node.getChild(name);
    return child ? this.slice(child) : "";
  }

  private slice(node: { from: number; to: number }): string {
    return identifier(this.text.slice(node.from, node.to));
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function isType(node: string): boolean {
  return /Type|Identifier|Self|self|Tuple|Array|Pointer|Reference/.test(node) && node !== "TypeParamList";
}

/** `r#try` is called `try` by everybody else. */
function identifier(text: string): string {
  return text.startsWith("r#") ? text.slice(2) : text;
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
