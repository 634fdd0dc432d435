import { NodeWriter, NoItanium } from "./itaniumNodes";
import { ItaniumParser } from "./itaniumParser";

/** Characters of the longest mangled name that is read. */
const longest = 16_384;

/**
 * `_ZN3foo3barEi` → `foo::bar(int)`: C++ names as ziskemu prints them, with arguments, and the return type of templates.
 * Null for what is none, for expressions in template arguments, and for names of more than 4,096 characters.
 */
export function demangleItanium(raw: string): string | null {
  if (raw.length > longest || !raw.startsWith("_Z")) return null;
  try {
    const parser = new ItaniumParser(raw.slice(2));
    const node = parser.encoding();
    if (!/^(?:\.[A-Za-z_]+(?:\.\d+)*)*$/.test(parser.rest)) return null;
    // Copies that the compiler made of a function: `.isra.0`.
    const clones = parser.rest.match(/\.[A-Za-z_]+(?:\.\d+)*/g) ?? [];
    return new NodeWriter().write(node) + clones.map((clone) => ` [clone ${clone}]`).join("");
  } catch (error) {
    if (!(error instanceof NoItanium)) throw error;
    return null;
  }
}
