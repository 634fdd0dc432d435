/**
 * A number of the first signs of a path, of which the larger one is that of the smaller path; equal ones say nothing.
 * Two numbers are compared without a look at the texts, which are anywhere in memory.
 */
export function pathStart(path: string): number {
  let start = 0;
  let at = 0;
  while (at < most && at < path.length) {
    const code = Math.min(path.charCodeAt(at++), ranks.length - 1);
    start = start * base + ranks[code]!;
    if (isShared[code] === 1) break;
  }
  return shifts[0]! - start * shifts[at]!;
}

export function pathStarts(paths: readonly string[]): Float64Array {
  const out = new Float64Array(paths.length);
  for (let at = 0; at < out.length; at++) out[at] = pathStart(paths[at]!);
  return out;
}

/** By code unit from 1 up, in their order; those between the signs of paths share one, and nothing is told behind it. */
const ranks = new Uint8Array(128);
const isShared = Uint8Array.from(ranks, (_, code) => (/[-\w:<]/.test(String.fromCharCode(code)) ? 0 : 1));
for (let code = 0, rank = 0; code < ranks.length; code++)
  ranks[code] = code > 0 && isShared[code] === 1 && isShared[code - 1] === 1 ? rank : ++rank;

const base = 1 + ranks.at(-1)!;
/** As many signs as a number is exact for. */
const most = Math.floor(Math.log(Number.MAX_SAFE_INTEGER) / Math.log(base));
const shifts = Float64Array.from({ length: most + 1 }, (_, signs) => base ** (most - signs));
