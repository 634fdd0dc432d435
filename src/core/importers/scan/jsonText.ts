import { CycleLensError } from "../../errors";

/** Single JSON tokens out of bytes. */

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const exactUtf8 = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });
const backslash = 0x5c;

/** The string between two quotes at [from, to): escapes resolved, bad UTF-8 and escapes as U+FFFD. */
export function decodeString(bytes: Uint8Array, from: number, to: number): string {
  if (to - from < 64) {
    let out = "";
    for (let i = from; i < to; i++) {
      const c = bytes[i]!;
      if (c >= 0x80 || c === backslash) return decodeLong(bytes, from, to);
      out += String.fromCharCode(c);
    }
    return out;
  }
  return decodeLong(bytes, from, to);
}

function decodeLong(bytes: Uint8Array, from: number, to: number): string {
  const raw = utf8.decode(bytes.subarray(from, to));
  return raw.includes("\\") ? unescape(raw) : raw;
}

/**
 * The string between two quotes at [from, to), for readers that guess nothing.
 * @throws CycleLensError `bad-input` for bad UTF-8, bad escapes, control characters and half a surrogate pair.
 */
export function exactString(bytes: Uint8Array, from: number, to: number): string {
  try {
    const text = JSON.parse(`"${exactUtf8.decode(bytes.subarray(from, to))}"`) as string;
    // Half a pair is no text: it cannot be written in UTF-8.
    encodeURIComponent(text);
    return text;
  } catch (error) {
    throw new CycleLensError(
      "bad-input",
      "a string in the JSON is no UTF-8 text",
      "check that the file is what the tool wrote, or make it again",
      { cause: error },
    );
  }
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescape(raw: string): string {
  return raw.replace(
    /\\(?:u([0-9a-fA-F]{4})|([^]?))/g,
    (_, hex: string | undefined, one: string | undefined) => {
      if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
      if (one === undefined || one === "" || one === "u") return "\ufffd";
      return escapes[one] ?? one;
    },
  );
}

const tens = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/** `123` or `4.5`, at most 15 figures: one division of exact numbers rounds correctly. -1 for anything else. */
function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to) return -1;
  let mantissa = 0;
  let point = to;
  for (let i = from; i < to; i++) {
    const digit = bytes[i]! - 48;
    if (digit >>> 0 <= 9) mantissa = mantissa * 10 + digit;
    else if (digit === -2 && point === to && i > from && i < to - 1) point = i;
    else return -1;
  }
  return point === to ? mantissa : mantissa / tens[to - point - 1]!;
}

const numberText = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The number at [from, to) times 10^decimals, correctly rounded; NaN where it is none. */
export function parseNumber(bytes: Uint8Array, from: number, to: number, decimals: number): number {
  if (decimals === 0 && to - from <= 15) {
    const plain = plainNumber(bytes, from, to);
    if (plain >= 0) return plain;
  }
  let raw = "";
  for (let i = from; i < to; i++) raw += String.fromCharCode(bytes[i]!);
  if (!numberText.test(raw)) return NaN;
  if (decimals === 0) return Number(raw);
  const e = raw.search(/[eE]/);
  const exponent = (e < 0 ? 0 : Number(raw.slice(e + 1))) + decimals;
  return Number(`${e < 0 ? raw : raw.slice(0, e)}e${exponent}`);
}

/** Index of the quote that ends the string; -1 where the bytes end before. */
export function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const c = bytes[i];
    if (c === 0x22) return i;
    if (c === backslash) i++;
  }
  return -1;
}
