/** How far a written text is the expected one. */
export interface Comparison {
  readonly asSets: number;
  readonly problems: readonly string[];
}

/** Compares byte by byte; Bencher JSON, whose keys the tool writes in no order, key by key with the numbers' texts. */
export function compareText(file: string, written: string, expected: string): Comparison {
  if (written === expected) return { asSets: 0, problems: [] };
  const [mine, theirs] = [written, expected].map((text) =>
    file.endsWith(".json") ? benchLines(text) : text.split("\n"),
  );
  const problems: string[] = [];
  const count = Math.max(mine!.length, theirs!.length);
  for (let i = 0; i < count && problems.length < 50; i++)
    if (mine![i] !== theirs![i])
      problems.push(`line ${String(i + 1)}: ${mine![i] ?? "(none)"} instead of ${theirs![i] ?? "(none)"}`);
  return { asSets: 0, problems };
}

/** One line a number: `benchmark / measure / bound = 1.0`, in order of the keys. */
function benchLines(text: string): string[] {
  const path: string[] = [];
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const [, key, rest] = /^\s*("(?:[^"\\]|\\.)*"): (.*?),?$/.exec(line) ?? [];
    if (key !== undefined && rest === "{") path.push(key);
    else if (key !== undefined) lines.push(`${[...path, key].join(" / ")} = ${rest!}`);
    else if (/^\s*\},?$/.test(line)) path.pop();
  }
  return lines.sort();
}
