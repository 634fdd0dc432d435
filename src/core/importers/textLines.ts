import { throwIfCancelled } from "../errors";
import type { ByteSource, ImportContext } from "./artefact";

/** Longest line that is kept, in UTF-16 units; what a hostile file has beyond is dropped. */
const maxLineLength = 1 << 20;

export interface LineStats {
  readonly readBytes: number;
  /** Lines that were longer than `maxLineLength` and lost their end. */
  readonly clippedLines: number;
}

/** `ended` is false for a last line without a line break. The break itself (LF or CRLF) is not part of the line. */
export type OnLine = (line: string, ended: boolean) => void;

/**
 * Feeds every line of a text to `onLine`, in one pass and in memory bounded by one chunk and one line.
 * Bytes that are no UTF-8 become U+FFFD; a UTF-16 byte order mark is honoured (a shell's redirection writes it).
 */
export async function readLines(
  source: ByteSource,
  context: ImportContext,
  onLine: OnLine,
): Promise<LineStats> {
  let decoder: TextDecoder | null = null;
  let rest = "";
  let dropping = false;
  let readBytes = 0;
  let clippedLines = 0;

  const take = (text: string): void => {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const line = rest === "" ? text.slice(start, end) : rest + text.slice(start, end);
      rest = "";
      start = end + 1;
      dropping = false;
      emit(line, true);
    }
    if (start < text.length && !dropping) rest += text.slice(start);
    if (rest.length > maxLineLength) {
      rest = rest.slice(0, maxLineLength);
      dropping = true;
    }
  };
  const emit = (line: string, ended: boolean): void => {
    const whole = line.endsWith("\r") && ended ? line.slice(0, -1) : line;
    if (whole.length >= maxLineLength) clippedLines++;
    onLine(whole.length > maxLineLength ? whole.slice(0, maxLineLength) : whole, ended);
  };

  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    decoder ??= new TextDecoder(encodingOf(chunk));
    take(decoder.decode(chunk, { stream: true }));
    readBytes += chunk.length;
    context.progress?.(readBytes, source.sizeBytes);
  }
  throwIfCancelled(context.signal);
  if (decoder !== null) take(decoder.decode());
  if (rest !== "") emit(rest, false);
  return { readBytes, clippedLines };
}

/** Text encoding by byte order mark; UTF-8 without one. */
export function encodingOf(head: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return "utf-8";
}
