/** Keys of a dependency: what an inline table that was only looked over may hold, a bit each; the most frequent first. */
const inlineKeys: readonly string[] = [
  "path",
  "version",
  "workspace",
  "features",
  "default-features",
  "git",
  "tag",
  "rev",
  "branch",
  "optional",
  "package",
  "registry",
  "registry-index",
];
const inlineBits = new Map(inlineKeys.map((key, at) => [key, 1 << at]));

export const maxString = 16_384;

/** 0 for every other key. */
export function inlineBit(key: string): number {
  return inlineBits.get(key) ?? 0;
}

/** Looks over the inline tables of a text without making anything of them. */
export class InlineGlance {
  /** Behind the table that was looked over last. */
  end = 0;

  /**
   * Bits of the keys of the table that opens at `start`, where it stands on one line and its keys are those of a dependency, each once, with
   * strings, lists of strings and booleans. 0 for every other, which must be read to know whether it is right.
   */
  over(text: string, start: number): number {
    let keys = 0;
    for (let at = start; ;) {
      const keyStart = (at = spaceEnd(text, at + 1));
      while (isBare(text.charCodeAt(at))) at++;
      const bit = bitAt(text, keyStart, at);
      if (bit === 0 || (keys & bit) !== 0) return 0;
      keys |= bit;
      at = spaceEnd(text, at);
      if (text.charCodeAt(at) !== 61 /* = */) return 0;
      at = valueEnd(text, spaceEnd(text, at + 1));
      if (at < 0) return 0;
      at = spaceEnd(text, at);
      const next = text.charCodeAt(at);
      if (next === 125 /* } */) {
        this.end = at + 1;
        return keys;
      }
      if (next !== 44 /* , */) return 0;
    }
  }
}

function bitAt(text: string, start: number, end: number): number {
  for (let at = 0; at < inlineKeys.length; at++) {
    const key = inlineKeys[at]!;
    if (key.length === end - start && text.startsWith(key, start)) return 1 << at;
  }
  return 0;
}

function valueEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === 116 && text.startsWith("true", at)) return at + 4;
  if (code === 102 && text.startsWith("false", at)) return at + 5;
  return code === 91 /* [ */ ? listEnd(text, at) : stringEnd(text, at);
}

function listEnd(text: string, start: number): number {
  for (let at = start; ;) {
    at = spaceEnd(text, at + 1);
    if (text.charCodeAt(at) === 93 /* ] */) return at + 1;
    at = stringEnd(text, at);
    if (at < 0) return -1;
    at = spaceEnd(text, at);
    const code = text.charCodeAt(at);
    if (code === 93) return at + 1;
    if (code !== 44) return -1;
  }
}

function stringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  if (quote !== 34 && quote !== 39) return -1;
  const end = endOfString(text, at, quote);
  // `""` may open a string of several lines.
  return end <= at + 1 ? -1 : end + 1;
}

/** Index of the closing quote of a string of one line that opens at `start`; -1 where there is none or it holds an escape or a control character. */
export function endOfString(text: string, start: number, quote: number): number {
  const end = Math.min(text.length, start + maxString);
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if ((code < 32 && code !== 9) || code === 127 || (code === 92 && quote === 34)) return -1;
  }
  return -1;
}

function spaceEnd(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}

/** Of a bare key. */
export function isBare(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}
