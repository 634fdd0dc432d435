import { parseTOML } from "toml-eslint-parser";
import type { AST } from "toml-eslint-parser";
import { TomlArray, TomlEntry, TomlScalar, TomlString, TomlTable, TomlText } from "./tomlTree";
import type { TomlOrigin, TomlValue } from "./tomlTree";

const maxDepth = 64;

type KeyNode = AST.TOMLBare | AST.TOMLQuoted;

/** Any TOML 1.0 through the full parser. Throws what that one throws, with `lineNumber` and `column`. */
export function readKeptToml(text: string): TomlTable {
  const top = parseTOML(text, { tomlVersion: "1.0" }).body[0];
  return new Converter(new TomlText(text)).convert(top);
}

class Converter {
  constructor(private readonly of: TomlText) {}

  convert(top: AST.TOMLTopLevelTable): TomlTable {
    const root = this.table(top, "root");
    for (const node of top.body) {
      if (node.type === "TOMLKeyValue") this.addKeyValue(root, node, 0);
      else {
        const table = this.table(node, "header");
        for (const child of node.body) this.addKeyValue(table, child, 0);
        this.addTable(root, node, table);
      }
    }
    return root;
  }

  private table({ range }: AST.TOMLNode, origin: TomlOrigin): TomlTable {
    return new TomlTable(this.of, range[0], range[1], origin);
  }

  private entry(key: KeyNode, { range }: AST.TOMLNode, value: TomlValue): TomlEntry {
    return new TomlEntry(this.of, keyText(key), key.range[0], key.range[1], range[0], range[1], value);
  }

  private addTable(root: TomlTable, node: AST.TOMLTable, table: TomlTable): void {
    const keys = node.key.keys;
    const at = this.descend(root, keys.slice(0, -1), node, "implied");
    const last = keys.at(-1);
    if (at === null || last === undefined) return;
    const known = at.get(keyText(last));
    const before = known?.value;
    if (node.kind === "array") {
      if (known !== undefined && before?.kind === "array") {
        // One more of `[[name]]`; in place, since there may be very many.
        before.items.push(table);
        [before.start, before.end] = [known.start, known.end] = node.range;
        [known.keyStart, known.keyEnd] = last.range;
        return;
      }
      const list = new TomlArray(this.of, node.range[0], node.range[1]);
      list.items.push(table);
      at.set(this.entry(last, node, list));
      return;
    }
    // `[a.b]` before `[a]`: keep what is there, take the header's place.
    if (before?.kind === "table")
      for (const entry of before.entries) if (table.get(entry.key) === undefined) table.set(entry);
    at.set(this.entry(last, node, table));
  }

  private addKeyValue(table: TomlTable, node: AST.TOMLKeyValue, depth: number): void {
    const keys = node.key.keys;
    const at = this.descend(table, keys.slice(0, -1), node, "dotted");
    const last = keys.at(-1);
    if (at === null || last === undefined) return;
    at.set(this.entry(last, node, this.valueOf(node.value, depth)));
  }

  /** Tables of a dotted key, made where missing; the last item where one is an array of tables. */
  private descend(
    table: TomlTable,
    keys: readonly KeyNode[],
    node: AST.TOMLNode,
    origin: TomlOrigin,
  ): TomlTable | null {
    let at = table;
    for (const key of keys) {
      const found = at.get(keyText(key))?.value;
      const next = found?.kind === "array" ? found.items.at(-1) : found;
      if (next === undefined) {
        const made = this.table(node, origin);
        at.set(this.entry(key, node, made));
        at = made;
      } else if (next.kind === "table") at = next;
      else return null;
    }
    return at;
  }

  private valueOf(node: AST.TOMLContentNode, depth: number): TomlValue {
    const [start, end] = node.range;
    if (node.type === "TOMLArray") {
      const array = new TomlArray(this.of, start, end);
      if (depth < maxDepth) for (const item of node.elements) array.items.push(this.valueOf(item, depth + 1));
      return array;
    }
    if (node.type === "TOMLInlineTable") {
      const table = this.table(node, "inline");
      if (depth < maxDepth) for (const child of node.body) this.addKeyValue(table, child, depth + 1);
      return table;
    }
    if (node.kind === "string") return new TomlString(this.of, start, end, node.value);
    const value =
      node.kind === "integer"
        ? String(node.bigint)
        : node.value instanceof Date
          ? node.value.toISOString()
          : node.value;
    return new TomlScalar(this.of, start, end, value);
  }
}

function keyText(node: KeyNode): string {
  return node.type === "TOMLBare" ? node.name : node.value;
}
