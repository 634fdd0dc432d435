import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ByteSource } from "../../../src/core/importers/artefact";

export const fixtures = path.resolve("test/fixtures/streams");

/** A file of ours, inflated. */
export function fixture(name: string): Uint8Array {
  const bytes = readFileSync(path.join(fixtures, name));
  return new Uint8Array(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}

/**
 * Bytes as a source in chunks of the given size. Each chunk is wiped when the next one is asked for, as the
 * file reader reuses its buffers.
 */
export function sourceOf(content: Uint8Array | string, chunkBytes = 1 << 20, name = "file"): ByteSource {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name,
    sizeBytes: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        const chunk = bytes.slice(at, at + chunkBytes);
        yield chunk;
        chunk.fill(0xff);
      }
    },
  };
}
