/**
 * The tool adds up in the order of a hash table: the last figure of its sums is chance. What it could have written as well
 * is what the report says of the same file with its figures moved in the 16th place.
 */
export function nudged(json: string, seed: number): string {
  let state = seed;
  const chance = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  // Odd seeds leave whole figures alone: their sums are exact in any order.
  const wholeToo = seed % 2 === 0;
  return json.replace(/("value":\s*)"([^"]+)"/g, (all, key: string, text: string) => {
    const value = Number(text);
    if (!Number.isFinite(value) || value === 0 || (Number.isInteger(value) && !wholeToo)) return all;
    return `${key}"${String(value * (1 + (Math.floor(5 * chance()) - 2) * Number.EPSILON))}"`;
  });
}
