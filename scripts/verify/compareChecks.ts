/** One thing that was verified. */
export interface Check {
  readonly what: string;
  /** The figures behind the verdict. */
  readonly said: string;
  readonly problems: readonly string[];
}

/** A problem where two values differ as JSON. */
export function same(what: string, got: unknown, wanted: unknown): string[] {
  const [a, b] = [JSON.stringify(got) ?? "nothing", JSON.stringify(wanted) ?? "nothing"];
  return a === b ? [] : [`${what}: ${clip(a)}, not ${clip(b)}`];
}

export function truth(what: string, holds: boolean): string[] {
  return holds ? [] : [what];
}

/** Prints a table, problems below their row; true where there are none. */
export function printChecks(checks: readonly Check[]): boolean {
  const width = Math.max(...checks.map(({ what }) => what.length));
  for (const { what, said, problems } of checks) {
    console.log(`${problems.length === 0 ? "ok   " : "WRONG"}  ${what.padEnd(width)}  ${said}`);
    for (const problem of problems) console.log(`         ${problem}`);
  }
  const failed = checks.filter(({ problems }) => problems.length > 0).length;
  console.log(`\n${String(checks.length - failed)} passed, ${String(failed)} failed`);
  return failed === 0;
}

function clip(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
