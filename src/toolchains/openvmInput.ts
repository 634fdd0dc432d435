/**
 * What `cargo openvm run` and `prove` take with `--input` (crates/cli/src/input.rs, v1.3.0 to v2.0.2): one hex text, or a
 * JSON file `{"input": ["0x01…", "0x02…"]}`. The first byte says what follows: 01 bytes, 02 little-endian u32 words (up
 * to 1.7 field elements).
 */
export type OpenvmValue =
  | { readonly kind: "bytes"; readonly hex: string }
  /** Each from 0 to 2^32 − 1. */
  | { readonly kind: "words"; readonly words: readonly number[] };

/** More than an argument list of any system holds goes into a file. */
const maxArgumentHex = 30_000;
const maxWordsAValue = 65_536;

/** `0x01…` or `0x02…`. */
export function openvmHex(value: OpenvmValue): string {
  if (value.kind === "bytes") return `0x01${value.hex}`;
  return `0x02${value.words.map(wordHex).join("")}`;
}

function wordHex(word: number): string {
  const bytes = [word, word >>> 8, word >>> 16, word >>> 24].map((byte) => byte & 0xff);
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How the values are given: nothing, one hex text on the command line, or the text of a JSON file. */
export type OpenvmInput =
  | { readonly kind: "none" }
  | { readonly kind: "hex"; readonly hex: string }
  | { readonly kind: "file"; readonly json: string };

/** One short value goes on the command line, several or a long one into a file. */
export function openvmInput(values: readonly OpenvmValue[]): OpenvmInput {
  const texts = values.map(openvmHex);
  const [only] = texts;
  if (only === undefined) return { kind: "none" };
  if (texts.length === 1 && only.length <= maxArgumentHex) return { kind: "hex", hex: only };
  return { kind: "file", json: `${JSON.stringify({ input: texts }, null, 2)}\n` };
}

/** Numbers apart by blanks or commas, decimal or with 0x; null where one is no u32, or there is none. */
export function parseWords(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== "");
  if (parts.length === 0 || parts.length > maxWordsAValue) return null;
  const words = parts.map((part) =>
    /^(?:0x[0-9a-f]{1,8}|\d{1,10})$/i.test(part) ? Number(part) : Number.NaN,
  );
  return words.every((word) => word <= 0xffffffff) ? words : null;
}

/** One hex text as the tool reads it, with what is wrong with it; null where it is right. */
export function hexProblem(text: string): "odd" | "digits" | "prefix" | "words" | null {
  const digits = text.startsWith("0x") ? text.slice(2) : text;
  if (digits.length % 2 !== 0) return "odd";
  if (!/^[0-9a-f]*$/i.test(digits)) return "digits";
  if (digits.startsWith("02")) return digits.length % 8 === 2 ? null : "words";
  return digits.startsWith("01") ? null : "prefix";
}

/** Whether a text is an input file of the tool: what stands in it, or null. */
export function readInputFile(text: string): readonly string[] | null {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return null;
  }
  const input: unknown =
    typeof root === "object" && root !== null ? (root as Record<string, unknown>)["input"] : null;
  if (!Array.isArray(input)) return null;
  const texts: unknown[] = input;
  return texts.every((item) => typeof item === "string" && hexProblem(item) === null)
    ? (texts as string[])
    : null;
}
