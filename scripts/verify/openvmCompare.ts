/** How far a written text is the expected one. */
export interface Comparison {
  readonly byChance: number;
  readonly problems: readonly string[];
}

/**
 * Compares byte by byte; Bencher JSON, whose keys the tool writes in no order, key by key. A line that differs counts as
 * chance where `couldBe` holds it at its place (`INDEX:LINE`): rows of equal rank, sums in another order.
 */
export async function compareText(
  file: string,
  written: string,
  expected: string,
  couldBe: () => Promise<ReadonlySet<string>>,
): Promise<Comparison> {
  if (written === expected) return { byChance: 0, problems: [] };
  const json = file.endsWith(".json");
  const [mine, theirs] = [written, expected].map((text) => (json ? benchLines(text) : text.split("\n")));
  const problems: string[] = [];
  let byChance = 0;
  const count = Math.max(mine!.length, theirs!.length);
  for (let i = 0; i < count && problems.length < 50; i++) {
    const [a, b] = [mine![i], theirs![i]];
    if (a === b) continue;
    const chance =
      a !== undefined &&
      b !== undefined &&
      (json ? sameUpToOrder(a, b) : (await couldBe()).has(`${String(i)}:${b}`));
    if (chance) byChance++;
    else problems.push(`line ${String(i + 1)}: ${a ?? "(none)"} instead of ${b ?? "(none)"}`);
  }
  return { byChance, problems };
}

/** Two numbers of the same key that differ by less than the order of a sum can make: a few units of the last binary place. */
function sameUpToOrder(a: string, b: string): boolean {
  const [keyA, textA] = a.split(" = ");
  const [keyB, textB] = b.split(" = ");
  const [x, y] = [Number(textA), Number(textB)];
  return keyA === keyB && Math.abs(x - y) <= 8 * Number.EPSILON * Math.abs(y);
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
