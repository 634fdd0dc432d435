/** A place that rustc complained about; line and column are 1-based. */
export interface RustcProblem {
  readonly severity: "error" | "warning";
  readonly code: string | null;
  readonly message: string;
  /** As printed: relative to the cargo workspace root, or absolute. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const maxProblems = 1000;
const head = /^(error|warning)(?:\[([A-Z]\d+)\])?: (.+)$/;
const place = /^\s*--> (.+?):(\d+):(\d+)\s*$/;
const colors = /\u001b\[[0-9;]*m/g;

/** Reads what rustc printed in its human form. The first place after a headline is where the problem is. */
export function rustcProblems(text: string): readonly RustcProblem[] {
  const problems: RustcProblem[] = [];
  let open: { severity: "error" | "warning"; code: string | null; message: string } | null = null;
  for (const raw of text.split("\n")) {
    const line = raw.replace(colors, "").trimEnd();
    if (line.length > 4096) continue;
    const [, severity, code, message] = head.exec(line) ?? [];
    if (severity !== undefined && message !== undefined) {
      open = { severity: severity === "error" ? "error" : "warning", code: code ?? null, message };
      continue;
    }
    const [, file, row, column] = open ? (place.exec(line) ?? []) : [];
    if (!open || file === undefined) continue;
    problems.push({ ...open, file, line: Number(row), column: Number(column) });
    open = null;
    if (problems.length === maxProblems) break;
  }
  return problems;
}
