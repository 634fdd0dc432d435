/** How far a block may have moved and still be found. */
const reach = 5000;
const nearest = 16;
const ahead = 8;

/**
 * Finds recorded lines in a document that may have been edited since. `lines` are 0-based and ascend, `hashes`
 * are theirs; `documentHashes` has one hash a line of the document. Returns for each the 0-based line now,
 * -1 for one that changed or went. Order is kept; of equal lines (`}`) the run of neighbours decides.
 */
export function alignLines(
  lines: ArrayLike<number>,
  hashes: readonly string[],
  documentHashes: readonly string[],
): Int32Array {
  const places = new Map<string, number[]>();
  documentHashes.forEach((hash, line) => {
    const list = places.get(hash);
    if (list) list.push(line);
    else places.set(hash, [line]);
  });
  const found = new Int32Array(lines.length).fill(-1);
  let shift = 0;
  let last = -1;
  for (let i = 0; i < lines.length; i++) {
    const hash = hashes[i]!;
    const expected = lines[i]! + shift;
    if (expected > last && documentHashes[expected] === hash) {
      found[i] = last = expected;
      continue;
    }
    const moved = bestPlace(i, expected, last);
    if (moved < 0) continue;
    shift = moved - lines[i]!;
    found[i] = last = moved;
  }
  return found;

  function bestPlace(i: number, expected: number, after: number): number {
    let best = -1;
    let bestScore = 0;
    // What the lines ahead say of staying where we are: an edited line must not drag the rest along.
    const stay = score(i, expected - lines[i]!);
    for (const place of around(places.get(hashes[i]!) ?? [], expected, after)) {
      const value = score(i, place - lines[i]!);
      if (value > bestScore) {
        bestScore = value;
        best = place;
      }
    }
    return bestScore > stay ? best : -1;
  }

  function score(i: number, by: number): number {
    let equal = 0;
    for (let j = i; j < Math.min(lines.length, i + ahead); j++) {
      if (documentHashes[lines[j]! + by] === hashes[j]) equal++;
    }
    return equal;
  }
}

/** The places nearest to the expected one, nearest first, after the line that was found last. */
function around(places: readonly number[], expected: number, after: number): number[] {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! < expected) low = middle + 1;
    else high = middle;
  }
  return places
    .slice(Math.max(0, low - nearest), low + nearest)
    .filter((place) => place > after && Math.abs(place - expected) <= reach)
    .sort((a, b) => Math.abs(a - expected) - Math.abs(b - expected));
}
