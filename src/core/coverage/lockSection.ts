/** What a line of a Cargo.lock belongs to. */
export type Section = "top" | "package" | "unused" | "metadata" | "root" | "other";

export const packageHeader = "[[package]]";

/** The section that a header opens; null where it cannot be read. */
export function sectionOf(header: string): Section | null {
  const name = /^(\[\[?)\s*([^[\]"']+?)\s*\]\]?\s*(?:#.*)?$/.exec(header);
  if (name === null) return null;
  if (header.startsWith(packageHeader)) return "package";
  if (header.startsWith("[[patch.unused]]")) return "unused";
  return name[2] === "metadata" || name[2] === "root" ? name[2] : "other";
}
