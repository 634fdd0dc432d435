/** Names as people read them. Everything here is total: hostile names come out harmless and bounded. */

const maxNameLength = 4096;
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Replaces control characters, line separators and bidi marks by U+FFFD and caps the length. For every name from a file. */
export function safeName(name: string): string {
  const clipped = name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
  return clipped.replace(unsafe, "\ufffd");
}

/** Cuts what stands in balanced `<…>`: `Vec<T>::push` → `Vec::push`. A leading `<A as B>` stays as `A`. */
export function withoutGenerics(name: string): string {
  let text = name;
  if (text.startsWith("<")) {
    const end = closing(text, 0);
    if (end > 0) {
      const inner = text.slice(1, end);
      const as = topLevelAs(inner);
      text = (as < 0 ? inner : inner.slice(0, as)) + text.slice(end + 1);
    }
  }
  let out = "";
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "<") depth++;
    else if (c === ">" && text.charAt(i - 1) !== "-") depth = Math.max(0, depth - 1);
    else if (depth === 0) out += c;
  }
  return out.replace(/::(?=::|$)/g, "").replace(/^[&*\s]+/, "") || name;
}

/** OpenVM's chips are all of one type: an adapter, and the core that says what it is. The file may lack the last `>`. */
const chip = /^VmAirWrapper<[^<>,]+(?:<[^<>]*>)?, *([A-Za-z_]\w*(?:<[^<>]*>)?)/;

/** The last two path segments, generics elided: what fits a tree or a lens. Of a chip of OpenVM its core. */
export function shortName(name: string): string {
  const core = chip.exec(name)?.[1];
  if (core !== undefined) return core;
  const segments = withoutGenerics(name)
    .split("::")
    .filter((s) => s !== "");
  return segments.slice(-2).join("::") || name;
}

/** First path segment of a Rust name; null for C names, brackets and the like. */
export function crateOf(name: string): string | null {
  const match = /^(?:[<&*]|dyn |mut )*([A-Za-z_][A-Za-z0-9_]*)::/.exec(name);
  return match?.[1] ?? null;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "<") depth++;
    else if (c === ">" && text.charAt(i - 1) !== "-" && --depth === 0) return i;
  }
  return -1;
}

function topLevelAs(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "<") depth++;
    else if (c === ">" && text.charAt(i - 1) !== "-") depth--;
    else if (depth === 0 && text.startsWith(" as ", i)) return i;
  }
  return -1;
}
