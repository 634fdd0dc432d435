import { throwIfCancelled } from "../../errors";
import type { ByteSource, ImportContext } from "../artefact";
import { encodingOf } from "../textLines";

/** A line of more bytes is dropped: no tool writes one, and it would be held in memory. */
const maxLineBytes = 16 * 1024 * 1024;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** The line at [from, to) without its break; the bytes are only valid during the call. */
export type OnByteLine = (bytes: Uint8Array, from: number, to: number, ended: boolean) => void;

/**
 * Feeds every line as bytes to `onLine`, over any chunk boundaries; UTF-16 is turned into UTF-8 first. Returns how many
 * lines were dropped for being longer than `maxLineBytes`.
 */
export async function readByteLines(
  source: ByteSource,
  context: ImportContext,
  onLine: OnByteLine,
): Promise<number> {
  let carry = new Uint8Array(1024);
  let carried = 0;
  let dropping = false;
  let dropped = 0;
  let readBytes = 0;
  let decoder: TextDecoder | null = null;
  let first = true;

  const emit = (bytes: Uint8Array, from: number, to: number, ended: boolean): void => {
    onLine(bytes, from, ended && to > from && bytes[to - 1] === carriageReturn ? to - 1 : to, ended);
  };
  const keep = (bytes: Uint8Array): void => {
    if (dropping || bytes.length === 0) return;
    if (carried + bytes.length > maxLineBytes) {
      dropping = true;
      dropped++;
      carried = 0;
      return;
    }
    if (carried + bytes.length > carry.length) {
      const grown = new Uint8Array(Math.max(2 * carry.length, carried + bytes.length));
      grown.set(carry.subarray(0, carried));
      carry = grown;
    }
    carry.set(bytes, carried);
    carried += bytes.length;
  };
  const take = (bytes: Uint8Array): void => {
    let at = 0;
    if (carried > 0 || dropping) {
      const end = bytes.indexOf(newline);
      if (end < 0) return keep(bytes);
      keep(bytes.subarray(0, end));
      if (!dropping) emit(carry, 0, carried, true);
      carried = 0;
      dropping = false;
      at = end + 1;
    }
    for (let end = bytes.indexOf(newline, at); end >= 0; end = bytes.indexOf(newline, at)) {
      emit(bytes, at, end, true);
      at = end + 1;
    }
    keep(bytes.subarray(at));
  };

  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    let bytes = chunk;
    if (first && chunk.length > 0) {
      first = false;
      const encoding = encodingOf(chunk);
      if (encoding !== "utf-8") decoder = new TextDecoder(encoding);
      else if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) bytes = chunk.subarray(3);
    }
    take(decoder === null ? bytes : new TextEncoder().encode(decoder.decode(chunk, { stream: true })));
    readBytes += chunk.length;
    context.progress?.(readBytes, source.sizeBytes);
  }
  throwIfCancelled(context.signal);
  if (decoder !== null) take(new TextEncoder().encode(decoder.decode()));
  if (carried > 0) emit(carry, 0, carried, false);
  return dropped;
}
