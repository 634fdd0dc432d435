/**
 * The folders that a source was moved between, from its name in the profile and its place here: what is equal
 * at the end is cut off. `/build/g/src/a.rs`, `/home/me/g/src/a.rs` → `/build/` → `/home/me/`. Null where not even
 * the file names are equal, or nothing differs.
 */
export function sourcePrefixes(
  named: string,
  here: string,
): { readonly from: string; readonly to: string } | null {
  const a = named.split("/");
  const b = here.split("/");
  let equal = 0;
  while (equal < Math.min(a.length, b.length) && a.at(-1 - equal) === b.at(-1 - equal)) equal++;
  if (equal === 0 || equal === a.length || equal === b.length) return null;
  return { from: folder(a, equal), to: folder(b, equal) };
}

function folder(segments: readonly string[], cut: number): string {
  return `${segments.slice(0, segments.length - cut).join("/")}/`;
}
