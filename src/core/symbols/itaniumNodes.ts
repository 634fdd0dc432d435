/** A part of a C++ name. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  /** `scope::name`; a special name is shown in braces. */
  | { readonly kind: "nested"; readonly scope: Node; readonly name: Node }
  | { readonly kind: "template"; readonly of: Node; readonly args: readonly Node[] }
  /** A pointer, a reference or qualifiers: what stands behind the type. */
  | { readonly kind: "suffix"; readonly of: Node; readonly suffix: string }
  | { readonly kind: "array"; readonly of: Node; readonly size: Node }
  | { readonly kind: "member"; readonly of: Node; readonly holder: Node }
  /** A function's type, or with a name the function itself; `returns` is null where the name does not say. */
  | {
      readonly kind: "function";
      readonly name: Node | null;
      readonly returns: Node | null;
      readonly params: readonly Node[];
      readonly qualifiers: string;
    }
  | { readonly kind: "pack"; readonly items: readonly Node[] }
  | { readonly kind: "expansion"; readonly of: Node }
  /** A parameter of a generic lambda. */
  | { readonly kind: "automatic"; readonly at: number }
  | { readonly kind: "lambda"; readonly params: readonly Node[]; readonly number: number }
  /** Other nodes between pieces of text. */
  | { readonly kind: "pieces"; readonly pieces: readonly (string | Node)[] };

/** A name that is no C++ name, or none that is understood. */
export class NoItanium extends Error {}

/** Longest name that is made; of what would be longer the raw name is shown. */
const mostCharacters = 4096;
/** Levels of nodes in nodes. */
const mostDepth = 400;
/** Nodes that are written for one name: substitutions repeat each other. */
const mostNodes = 20_000;

/** Writes a name. Throws NoItanium where it would be too long. */
export class NodeWriter {
  private left = mostNodes;
  private depth = 0;

  write(node: Node): string {
    if (++this.depth > mostDepth) throw new NoItanium();
    const text = this.head(node) + this.tail(node);
    this.depth--;
    if (text.length > mostCharacters) throw new NoItanium();
    return text;
  }

  private list(nodes: readonly Node[]): string {
    return nodes.map((node) => this.write(node)).join(", ");
  }

  /** What stands before the place of a declared name; the rest is its `tail`. */
  private head(node: Node): string {
    if (--this.left < 0) throw new NoItanium();
    switch (node.kind) {
      case "text":
        return node.text;
      case "nested":
        return `${this.write(node.scope)}::${this.write(node.name)}`;
      case "template": {
        const args = this.list(node.args);
        const of = this.write(node.of);
        return `${of}${of.endsWith("<") ? " " : ""}<${args}${args.endsWith(">") ? " " : ""}>`;
      }
      case "suffix": {
        const inner = node.of;
        const head = this.head(inner);
        if (!node.suffix.startsWith(" ") && inner.kind === "suffix" && inner.suffix.startsWith("&"))
          return node.suffix === "&" && inner.suffix === "&&" ? `${head.slice(0, -1)}` : head;
        if (inner.kind !== "function" && inner.kind !== "array") return `${head}${node.suffix}`;
        return `${head}${/[*(]$/.test(head) ? "" : " "}(${node.suffix}`;
      }
      case "array":
        return this.head(node.of);
      case "member": {
        const opens = node.of.kind === "function";
        return `${this.head(node.of)} ${opens ? "(" : ""}${this.write(node.holder)}::*`;
      }
      case "function": {
        const name = node.name === null ? "" : this.write(node.name);
        if (node.returns === null) return name;
        return node.name === null ? this.head(node.returns) : `${this.head(node.returns)} ${name}`;
      }
      case "pack":
        return this.list(node.items);
      case "expansion":
        return `${this.write(node.of)}${holdsPack(node.of) ? "" : "..."}`;
      case "automatic":
        return `auto:${String(node.at + 1)}`;
      case "lambda":
        return `{lambda(${this.list(node.params)})#${String(node.number)}}`;
      case "pieces":
        return node.pieces.map((piece) => (typeof piece === "string" ? piece : this.write(piece))).join("");
    }
  }

  private tail(node: Node): string {
    switch (node.kind) {
      case "suffix": {
        const inner = node.of;
        const opened = inner.kind === "function" || inner.kind === "array";
        return `${opened ? ")" : ""}${this.tail(inner)}`;
      }
      case "array":
        return ` [${this.write(node.size)}]${this.tail(node.of).replace(/^ (?=\[)/, "")}`;
      case "member":
        return `${node.of.kind === "function" ? ")" : ""}${this.tail(node.of)}`;
      case "function": {
        const after = node.returns === null ? "" : this.tail(node.returns);
        return `(${this.list(node.params)})${after}${node.qualifiers}`;
      }
      default:
        return "";
    }
  }
}

function holdsPack(from: Node): boolean {
  const open: Node[] = [from];
  for (let looked = 0; open.length > 0 && looked < mostNodes; looked++) {
    const node = open.pop()!;
    if (node.kind === "pack") return true;
    if (node.kind === "template") open.push(node.of, ...node.args);
    else if (node.kind === "nested") open.push(node.scope, node.name);
    else if (node.kind === "function") open.push(...node.params);
    else if ("of" in node) open.push(node.of);
  }
  return false;
}
