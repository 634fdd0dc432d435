import { CycleLensError } from "../core/errors";

/** One value for the guest, in the order of the command line. */
export type InputValue =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

export type Framing = "zisk" | "raw" | "none";

/** One ZisK stdin record: u64 little-endian length, payload, zeros up to a multiple of 8 (zisk-formats §5.2). */
export function ziskRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(8 + padded(payload.length));
  new DataView(record.buffer).setBigUint64(0, BigInt(payload.length), true);
  record.set(payload, 8);
  return record;
}

/**
 * The guest's whole input by the rule of docs/design.md §6. Without a framing a file is `raw`
 * and every other value one `zisk` record. Raw input has to be a multiple of 8 bytes long.
 */
export function frameInput(values: readonly InputValue[], framing: Framing | undefined): Uint8Array {
  if (framing === "none") {
    const joined = concat(values.map((value) => value.bytes));
    return concat([joined, new Uint8Array(padded(joined.length) - joined.length)]);
  }
  const framed = concat(
    values.map((value) => {
      const rule = framing ?? (value.kind === "file" ? "raw" : "zisk");
      return rule === "zisk" ? ziskRecord(value.bytes) : value.bytes;
    }),
  );
  if (framed.length % 8 !== 0)
    throw new CycleLensError(
      "bad-input",
      `the input is ${framed.length} bytes long, which is no multiple of 8`,
      "frame a plain file with --framing zisk",
    );
  return framed;
}

/** Four bytes, little-endian. */
export function u32Bytes(text: string): Uint8Array {
  const value = Number(text);
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(text) || value > 0xffff_ffff)
    throw new CycleLensError(
      "usage",
      `--u32 ${text} is no 32-bit number`,
      "give a number from 0 to 4294967295",
    );
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** Bytes of a hex string, with or without `0x`. */
export function hexBytes(text: string): Uint8Array {
  const digits = text.replace(/^0x/i, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits))
    throw new CycleLensError("usage", "--bytes wants pairs of hex digits", "write them like --bytes 00ff2a");
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}

function padded(length: number): number {
  return Math.ceil(length / 8) * 8;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
