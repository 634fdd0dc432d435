import { emptyHash, hashStep } from "./keyTable";

const [letter, digit, colon] = [1, 2, 3];
const kinds = new Uint8Array(128).map((_, code) => {
  const sign = String.fromCharCode(code);
  return /[A-Za-z_]/.test(sign) ? letter : /[0-9]/.test(sign) ? digit : sign === ":" ? colon : 0;
});
const [one, seven, h] = ["1", "7", "h"].map((sign) => sign.charCodeAt(0));
/** `h` and sixteen digits. */
const hashLength = 17;

/**
 * The `textHash` of a path of identifiers alone, as most names of functions are; -1 for any other text, and for one
 * that may have a hash of the compiler in it. In one pass, for it is asked of every name.
 */
export function plainPathHash(name: string): number {
  const { length } = name;
  let hash = emptyHash;
  let start = 0;
  for (let i = 0; i < length; i++) {
    const code = name.charCodeAt(i);
    hash = hashStep(hash, code);
    const kind = code < 128 ? kinds[code]! : 0;
    if (kind === letter) {
      // `…17h<hash>E` of the older mangling.
      if (code === h && i >= 2 && name.charCodeAt(i - 1) === seven && name.charCodeAt(i - 2) === one)
        return -1;
    } else if (kind === digit) {
      if (i === start) return -1;
    } else if (kind === colon) {
      if (i === start || mayBeHash(name, start, i)) return -1;
      if (++i === length || kinds[name.charCodeAt(i)] !== colon) return -1;
      hash = hashStep(hash, name.charCodeAt(i));
      start = i + 1;
    } else return -1;
  }
  return start === length || mayBeHash(name, start, length) ? -1 : hash >>> 1;
}

function mayBeHash(name: string, start: number, end: number): boolean {
  return end - start === hashLength && start > 0 && name.charCodeAt(start) === h;
}
