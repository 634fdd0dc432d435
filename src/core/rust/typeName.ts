/**
 * The last path segment of a type, as source or as a demangled name writes it, generics elided:
 * `&'a mut a::b::Vec<T, N>` → `Vec`, `dyn Fn(u8) -> u8 + Send` → `Fn`, `[u8; 4]` → `[u8; 4]`.
 */
export function typeName(type: string): string {
  const text = type.replace(
    /^(?:&|\*|\s|mut\b|const\b|dyn\b|impl\b|for\s*<[^<>]*>|'[A-Za-z_][A-Za-z0-9_]*\b)+/,
    "",
  );
  if (text.startsWith("[") || text.startsWith("(")) return text.replace(/\s+/g, " ").slice(0, 200);
  if (text.startsWith("<")) return text.slice(0, 200);
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (depth === 0 && c === ":" && text.charAt(i + 1) === ":") {
      // `Vec::<T>` keeps its name.
      if (text.charAt(i + 2) === "<") return text.slice(start, i).trim();
      start = i + 2;
      i++;
    } else if (c === "<" || c === "(") {
      if (depth === 0) return text.slice(start, i).trim();
      depth++;
    } else if (c === "+" || c === "{" || c === ";" || c === " ") {
      return text.slice(start, i).trim();
    }
  }
  return text.slice(start).trim();
}
