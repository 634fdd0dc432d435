/** One value that a guest reads: a file as it stands, or bytes that were typed. */
export type GuestValue =
  { readonly kind: "file"; readonly file: string } | { readonly kind: "bytes"; readonly hex: string };

/**
 * What a guest reads, in order; empty for nothing. One file alone keeps the framing it has or is said to have; several
 * values are one ZisK record each, or one buffer each of SP1's stdin.
 */
export type GuestInput = readonly GuestValue[];

const maxValues = 256;
/** Digits of one value that is typed or stored; what is longer belongs into a file. */
const maxHexDigits = 2 ** 16;

/** The input that is one file. */
export function fileInput(file: string): GuestInput {
  return [{ kind: "file", file }];
}

/** The only value where it is a file, else null. */
export function onlyFile(input: GuestInput): string | null {
  const [first] = input;
  return input.length === 1 && first?.kind === "file" ? first.file : null;
}

/** Hex digits in pairs, lower case and without prefix or blanks; null for anything else. Nothing at all is an empty value. */
export function hexDigits(text: string): string | null {
  const digits = text
    .replace(/[\s_]+/g, "")
    .replace(/^0x/i, "")
    .toLowerCase();
  return digits.length % 2 === 0 && digits.length <= maxHexDigits && /^[0-9a-f]*$/.test(digits)
    ? digits
    : null;
}

/** As the command line takes it: `--input FILE`, `--bytes HEX`. */
export function inputWords(input: GuestInput): string[] {
  return input.flatMap((value) => (value.kind === "file" ? ["--input", value.file] : ["--bytes", value.hex]));
}

/**
 * An input that a key binding, a test or an earlier version gives: a path, null for none, or a list of paths and
 * `{ bytes: HEX }`. Undefined for anything else.
 */
export function readInput(value: unknown): GuestInput | undefined {
  if (value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length > maxValues) return undefined;
  const values = list.map(readValue);
  return values.every((item) => item !== undefined) ? values : undefined;
}

/** `readInput` backwards: what is stored. */
export function storedInput(input: GuestInput): unknown {
  const stored = input.map((value) => (value.kind === "file" ? value.file : { bytes: value.hex }));
  return stored.length === 0
    ? null
    : stored.length === 1 && typeof stored[0] === "string"
      ? stored[0]
      : stored;
}

function readValue(value: unknown): GuestValue | undefined {
  if (typeof value === "string") return { kind: "file", file: value };
  if (typeof value !== "object" || value === null) return undefined;
  const { bytes } = value as { bytes?: unknown };
  const hex = typeof bytes === "string" ? hexDigits(bytes) : null;
  return hex === null ? undefined : { kind: "bytes", hex };
}
