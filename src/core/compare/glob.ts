/** Whether the whole text fits a pattern in which `*` stands for any run of signs. At most pattern × text steps. */
export function globMatches(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  // Where to go on from when what follows the last star does not fit.
  let [star, from] = [-1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern.charAt(p) === "*") {
      star = p++;
      from = t;
    } else if (p < pattern.length && pattern.charAt(p) === text.charAt(t)) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++from;
    } else return false;
  }
  while (pattern.charAt(p) === "*") p++;
  return p === pattern.length;
}
