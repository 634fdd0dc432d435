/** `/`-separated paths as the caller names them; a path above the folder asked about keeps its `..`. */
export function joinPath(folder: string, relative: string): string {
  const absolute = /^(?:\/|[A-Za-z]:)/.test(relative);
  const text = (absolute ? relative : `${folder}/${relative}`).replaceAll("\\", "/");
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return (text.startsWith("/") && (absolute || folder.startsWith("/")) ? "/" : "") + parts.join("/");
}

/** Folder of a file; empty for the top. */
export function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "" : slash === 0 ? "/" : file.slice(0, slash);
}

export function fileIn(folder: string, name: string): string {
  return folder === "" ? name : folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Folders above, nearest first, without the folder itself. */
export function foldersAbove(folder: string): string[] {
  const above: string[] = [];
  for (let at = folder; at !== "" && at !== "/";) {
    at = folderOf(at);
    above.push(at);
  }
  return above;
}

/** Glob of a `members` list: `*`, `?`, `**` and `[a-z]` within segments; a pattern that cannot be read fits only itself. */
export function matchesGlob(pattern: string, path: string): boolean {
  const wanted = pattern.split("/").filter((part) => part !== "" && part !== ".");
  const parts = path.split("/").filter((part) => part !== "");
  // Rows of a table instead of recursion: `fits[j]` says whether the pattern so far takes the first j segments.
  let fits = parts.map(() => false);
  fits.unshift(true);
  for (const part of wanted) {
    const next = fits.map(() => false);
    if (part === "**") {
      let open = false;
      for (let at = 0; at < fits.length; at++) next[at] = open ||= fits[at]!;
    } else {
      const test = segmentTest(part);
      for (let at = 1; at < fits.length; at++) next[at] = fits[at - 1]! && test(parts[at - 1]!);
    }
    fits = next;
  }
  return fits.at(-1)!;
}

function segmentTest(part: string): (text: string) => boolean {
  if (!/[*?[]/.test(part)) return (text) => text === part;
  if (part.length > 200) return () => false;
  return (text) => segmentFits(part, text);
}

/** `*` and `?` with one point of return: linear in practice, never exponential. */
function segmentFits(part: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let mark = 0;
  for (let read = 0; read < text.length;) {
    const close = part[at] === "[" ? part.indexOf("]", at + 2) : -1;
    if (part[at] === "*") {
      star = at++;
      mark = read;
    } else if (
      close > 0
        ? inClass(part.slice(at + 1, close), text[read]!)
        : part[at] === "?" || part[at] === text[read]
    ) {
      at = close > 0 ? close + 1 : at + 1;
      read++;
    } else if (star >= 0) {
      at = star + 1;
      read = ++mark;
    } else return false;
  }
  while (part[at] === "*") at++;
  return at === part.length;
}

function inClass(text: string, character: string): boolean {
  const negated = text.startsWith("!");
  const set = negated ? text.slice(1) : text;
  let found = false;
  for (let at = 0; at < set.length; at++)
    if (set[at + 1] === "-" && at + 2 < set.length) {
      found ||= set[at]! <= character && character <= set[at + 2]!;
      at += 2;
    } else found ||= set[at] === character;
  return found !== negated;
}
