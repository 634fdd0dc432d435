import { Sum } from "./sum";

/** With more parts than these the sum is the exact one: what the orders give then scatters around it. */
const maxBlocks = 10;
/** So many different sums of one part of the blocks are no longer followed. */
const maxSums = 64;

/**
 * What openvm-prof most likely prints for a sum. It adds up in the order of a hash table, another one each time, so that
 * the last figure of a sum is left to chance; but where every order gives the same figure it is certain, and that figure
 * need not be the exact sum. So: the figure that most orders give; of equally frequent ones the nearest to the exact
 * sum, then the smaller. `blocks` come in any order, the terms of one block stay in theirs.
 */
export function likelySum(blocks: readonly (readonly number[])[]): number {
  const exact = new Sum();
  let whole = true;
  let size = 0;
  for (const block of blocks)
    for (const term of block) {
      exact.add(term);
      size += Math.abs(term);
      whole &&= Number.isInteger(term);
    }
  // Infinity and NaN are neither finite nor safe here.
  if (blocks.length > maxBlocks || !Number.isFinite(size)) return exact.value;
  if (whole && size <= Number.MAX_SAFE_INTEGER) return exact.value;
  return mostFrequent(blocks, exact.value);
}

/** Of each set of blocks (bit i: block i) the sums that its orders give, and how many orders give each. */
function mostFrequent(blocks: readonly (readonly number[])[], exact: number): number {
  const all = (1 << blocks.length) - 1;
  const sums: number[][] = [[0]];
  const counts: number[][] = [[1]];
  for (let set = 1; set <= all; set++) {
    const to: number[] = (sums[set] = []);
    const times: number[] = (counts[set] = []);
    for (let last = 0; last < blocks.length; last++) {
      if ((set & (1 << last)) === 0) continue;
      const from = set ^ (1 << last);
      for (let i = 0; i < sums[from]!.length; i++) {
        let sum = sums[from]![i]!;
        for (const term of blocks[last]!) sum += term;
        const known = to.indexOf(sum);
        if (known >= 0) times[known]! += counts[from]![i]!;
        else {
          to.push(sum);
          times.push(counts[from]![i]!);
        }
      }
    }
    if (to.length > maxSums) return exact;
  }
  let best = 0;
  const distance = (i: number): number => Math.abs(sums[all]![i]! - exact);
  for (let i = 1; i < sums[all]!.length; i++) {
    const order =
      counts[all]![i]! - counts[all]![best]! ||
      distance(best) - distance(i) ||
      sums[all]![best]! - sums[all]![i]!;
    if (order > 0) best = i;
  }
  return sums[all]![best]!;
}
