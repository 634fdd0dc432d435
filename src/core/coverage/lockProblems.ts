import type { LockProblem } from "./lock";

/** A conflict marker stands on the line, 0-based. */
export function conflictAt(line: number): LockProblem {
  return {
    kind: "conflict",
    message: `merge conflict at line ${line + 1} of the lock`,
    range: { start: { line, character: 0 }, end: { line, character: 7 } },
  };
}

/** The line, 0-based, is none that cargo writes. */
export function syntaxAt(line: number, what: string): LockProblem {
  return {
    kind: "syntax",
    message: `line ${line + 1} of the lock: ${what}`,
    range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } },
  };
}
