import { throwIfCancelled } from "../../errors";
import type { ByteSource, ImportContext } from "../artefact";
import { JsonScanner, type ScanOptions } from "./scanner";
import type { Shape } from "./shape";

/**
 * Reads one JSON document from a source by its shape; false where the document ends too early.
 * @throws CycleLensError `bad-input` for what is no JSON, `cancelled`.
 */
export async function scanJson(
  source: ByteSource,
  shape: Shape,
  context: ImportContext,
  options: ScanOptions = {},
): Promise<boolean> {
  const scanner = new JsonScanner(shape, options);
  let readBytes = 0;
  for await (const chunk of source.chunks()) {
    throwIfCancelled(context.signal);
    scanner.feed(chunk);
    readBytes += chunk.length;
    context.progress?.(readBytes, source.sizeBytes);
  }
  scanner.finish();
  return scanner.complete;
}
