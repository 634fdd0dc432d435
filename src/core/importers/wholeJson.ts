import { CycleLensError, throwIfCancelled } from "../errors";
import type { ByteSource, ImportContext } from "./artefact";

/** How much is read at most, and the ways out of an error. */
export interface JsonLimit {
  readonly megabytes: number;
  /** Of `too-large`. */
  readonly tooLarge: string;
  /** Of `bad-input`: damaged, cut off, or no JSON at all. */
  readonly damaged: string;
}

/** A whole file as JSON, for formats that are small or our own. Throws `too-large`, `bad-input`, `cancelled`. */
export async function readWholeJson(
  source: ByteSource,
  context: ImportContext,
  { megabytes, tooLarge, damaged }: JsonLimit,
): Promise<unknown> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let readBytes = 0;
  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    readBytes += chunk.length;
    if (readBytes > megabytes * 1024 * 1024)
      throw new CycleLensError(
        "too-large",
        `${source.name} is larger than ${String(megabytes)} MB`,
        tooLarge,
      );
    pieces.push(decoder.decode(chunk, { stream: true }));
    context.progress?.(readBytes, source.sizeBytes);
  }
  pieces.push(decoder.decode());
  try {
    return JSON.parse(pieces.join("")) as unknown;
  } catch (error) {
    throw new CycleLensError("bad-input", `${source.name} is damaged or cut off: it is no JSON`, damaged, {
      cause: error,
    });
  }
}
