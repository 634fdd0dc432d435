/** The single lines of an SP1 host's log, without colours and without what a logger puts before them. */

const colours = /\u001b\[[0-9;]*[A-Za-z]/g;
/** `2026-11-21T02:12:46.617911Z  INFO `, with or without the name of the module. */
const flatPrefix =
  /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z\s+(?:TRACE|DEBUG|INFO|WARN|ERROR)\s+(?:[a-z]\w{0,60}(?:::\w{1,60}){1,8}: )?/;
/** `INFO     ｉ [info]: ` of the forest logger, behind the lines of its tree. */
const forestPrefix =
  /^(?:TRACE|DEBUG|INFO|WARN|ERROR)\s+[│ ]{0,200}(?:[┝┕]━ )?\S{1,4} \[(?:trace|debug|info|warn|error)\]: /u;

export function withoutColours(line: string): string {
  return line.includes("\u001b") ? line.replace(colours, "") : line;
}

/** What was logged; a line that no logger wrote comes back as it is. */
export function logged(line: string): string {
  const prefix = flatPrefix.exec(line) ?? forestPrefix.exec(line);
  return prefix === null ? line : line.slice(prefix[0].length);
}

export interface TrackerLine {
  readonly kind: "start" | "end";
  /** How many `│ ` stand before the mark. */
  readonly depth: number;
  readonly rest: string;
}

/** A cycle-tracker line, wherever in the line it begins; null for any other. */
export function trackerLine(line: string): TrackerLine | null {
  const start = line.indexOf("┌╴");
  const end = line.indexOf("└╴");
  const at = start < 0 ? end : end < 0 ? start : Math.min(start, end);
  if (at < 0) return null;
  let depth = 0;
  while (line.endsWith("│ ", at - 2 * depth) && at - 2 * depth >= 2) depth++;
  return { kind: at === start ? "start" : "end", depth, rest: line.slice(at + 2) };
}

/** Content of a line that the guest wrote to one of its streams; null for the host's own lines. */
export function guestLine(
  line: string,
): { readonly stream: "stdout" | "stderr"; readonly text: string } | null {
  if (line.startsWith("stdout: ")) return { stream: "stdout", text: line.slice(8) };
  if (line.startsWith("stderr: ")) return { stream: "stderr", text: line.slice(8) };
  // A logger or an editor may have cut the blank behind the colon of an empty line.
  if (line === "stdout:" || line === "stderr:")
    return { stream: line === "stdout:" ? "stdout" : "stderr", text: "" };
  return null;
}

/** `[163, 222, 8]` as hex; null where it is no list of bytes. */
export function hexOfBytes(list: string): string | null {
  if (!/^\[[\d, ]{0,4000000}\]$/.test(list)) return null;
  const words = list
    .slice(1, -1)
    .split(",")
    .map((word) => word.trim());
  if (words.length === 1 && words[0] === "") return "";
  const bytes = words.map(Number);
  if (words.some((word) => word === "") || bytes.some((byte) => byte > 255)) return null;
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
