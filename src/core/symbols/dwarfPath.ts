/** Paths as DWARF spells them, made one: `/`-separated, joined with the directories they are relative to. */

/** `base` + `path`, where `path` is relative. */
export function joinPath(base: string, path: string): string {
  if (base === "" || isAbsolute(path)) return tidyPath(path);
  return tidyPath(`${base}/${path}`);
}

/** Of either platform: the compiler may have run on another one than this. */
export function isAbsolute(path: string): boolean {
  return path.startsWith("/") || path.startsWith("\\") || hasDrive(path);
}

/** Forward slashes where the path is a Windows one; `.` and `a/..` taken out. */
export function tidyPath(path: string): string {
  const windows = hasDrive(path) || path.startsWith("\\\\");
  const plain = windows ? path.replaceAll("\\", "/") : path;
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(plain)) return plain;
  const root = /^(?:\/\/?|[A-Za-z]:\/)/.exec(plain)?.[0] ?? "";
  const out: string[] = [];
  for (const segment of plain.slice(root.length).split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === ".." && out.length > 0 && out[out.length - 1] !== "..") out.pop();
    else if (segment !== ".." || root === "") out.push(segment);
  }
  return root + out.join("/");
}

function hasDrive(path: string): boolean {
  return path[1] === ":" && /^[A-Za-z]:[\\/]/.test(path);
}
