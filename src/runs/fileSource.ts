import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { constants, createGunzip } from "node:zlib";
import { CycleLensError } from "../core/errors";
import type { ByteSource } from "../core/importers/artefact";

/** Most bytes that a compressed file may inflate to: 4 GiB. A profile of 100 M samples stays below. */
const maxInflatedBytes = 4 * 1024 ** 3;
/** Most bytes of a file that is read as a whole (ELF): 1 GiB. */
export const maxWholeBytes = 1024 ** 3;
/** Two of these are all that reading a plain file holds. */
const chunkBytes = 1024 * 1024;

export interface SourceOptions {
  readonly maxBytes?: number;
}

/**
 * A file as a source of chunks, inflated where its first bytes say gzip, whatever its name. Chunks are
 * only valid until the next one is asked for. Leaving the loop closes the file.
 * @throws CycleLensError `not-found`, `io`; while reading also `too-large` and `bad-input` (broken gzip).
 */
export async function fileSource(file: string, options: SourceOptions = {}): Promise<ByteSource> {
  const status = await stat(file).catch((error: unknown) => {
    throw asError(error, file);
  });
  if (status.isDirectory()) throw new CycleLensError("io", `${file} is a folder`, "give a file");
  // A pipe can be opened and read only once: what it holds is taken as it is.
  const regular = status.isFile();
  const gzip = regular && (await startsWithGzip(file));
  const maxBytes = options.maxBytes ?? maxInflatedBytes;
  // A pipe has no size: it is bounded like a compressed file.
  const cap = regular && !gzip ? (options.maxBytes ?? Infinity) : maxBytes;
  let read = 0;
  return {
    name: path.basename(file),
    sizeBytes: regular && !gzip ? status.size : null,
    chunks: () => capped(gzip ? inflated(file) : plain(file), cap, file, (bytes) => (read = bytes)),
    ...(gzip ? { isCut: () => endsEarly(file, read, maxBytes) } : {}),
  };
}

/** The whole file, inflated where it is gzip. @throws CycleLensError as `fileSource` does. */
export async function readAll(file: string, maxBytes: number = maxWholeBytes): Promise<Uint8Array> {
  const source = await fileSource(file, { maxBytes });
  if (source.sizeBytes !== null && source.sizeBytes > maxBytes) throw tooLarge(file, maxBytes);
  let bytes = new Uint8Array(source.sizeBytes ?? chunkBytes);
  let length = 0;
  for await (const chunk of source.chunks()) {
    if (length + chunk.length > bytes.length) {
      const grown = new Uint8Array(Math.max(2 * bytes.length, length + chunk.length));
      grown.set(bytes);
      bytes = grown;
    }
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return length === bytes.length ? bytes : bytes.slice(0, length);
}

/** Two buffers in turn: the next read runs while the chunk is worked on. */
async function* plain(file: string): AsyncGenerator<Uint8Array> {
  const handle = await opened(file);
  let next: Promise<number> | null = null;
  try {
    // Plain arrays, not Buffers: `slice` of a Buffer is a view, and the core counts on a copy.
    let spare = new Uint8Array(chunkBytes);
    let current = new Uint8Array(chunkBytes);
    next = fill(handle, current);
    for (;;) {
      const length = await next;
      next = null;
      if (length === 0) return;
      const chunk = current.subarray(0, length);
      [current, spare] = [spare, current];
      next = fill(handle, current);
      yield chunk;
    }
  } catch (error) {
    throw asError(error, file);
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
}

/** Reads until the buffer is full or the file ends: a pipe gives little at a time. */
async function fill(handle: FileHandle, buffer: Uint8Array): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

async function* inflated(file: string): AsyncGenerator<Uint8Array> {
  const input = createReadStream(file, { highWaterMark: 256 * 1024 });
  // A cut file gives what it has: the importer then sees where its own text ends.
  const gunzip = createGunzip({ chunkSize: 256 * 1024, finishFlush: constants.Z_SYNC_FLUSH });
  input.on("error", (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    for await (const chunk of gunzip) {
      const { buffer, byteOffset, length } = chunk as Buffer;
      yield new Uint8Array(buffer, byteOffset, length);
    }
  } catch (error) {
    throw asError(error, file);
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

/**
 * True where a gzip file ends before its data does. Its last four bytes say how much the last member holds; only where
 * that is not all of the `bytes` that were read is it unpacked again, strictly.
 */
async function endsEarly(file: string, bytes: number, maxBytes: number): Promise<boolean> {
  const handle = await opened(file);
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4));
    if (bytesRead === 4 && buffer.readUInt32LE(0) === bytes % 2 ** 32) return false;
  } catch (error) {
    throw asError(error, file);
  } finally {
    await handle.close();
  }
  const input = createReadStream(file, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  input.on("error", (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  try {
    let again = 0;
    for await (const chunk of gunzip) if ((again += (chunk as Buffer).length) > maxBytes) return false;
    return false;
  } catch (error) {
    if ((error as { code?: unknown }).code === "Z_BUF_ERROR") return true;
    throw asError(error, file);
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}

async function* capped(
  chunks: AsyncGenerator<Uint8Array>,
  maxBytes: number,
  file: string,
  count: (bytes: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(file, maxBytes);
    count(bytes);
    yield chunk;
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (error) {
    throw asError(error, file);
  }
}

async function startsWithGzip(file: string): Promise<boolean> {
  const handle = await opened(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    return bytesRead === 3 && buffer[0] === 0x1f && buffer[1] === 0x8b && buffer[2] === 8;
  } catch (error) {
    throw asError(error, file);
  } finally {
    await handle.close();
  }
}

function tooLarge(file: string, maxBytes: number): CycleLensError {
  const size = `${Math.round(maxBytes / 1024 ** 2).toLocaleString("en-US")} MB`;
  return new CycleLensError(
    "too-large",
    `${path.basename(file)} holds more than ${size}`,
    "check that it is a profile; unpack it first if it really is one",
  );
}

function asError(error: unknown, file: string): unknown {
  if (error instanceof CycleLensError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string") return error;
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ERR_INVALID_ARG_VALUE")
    return new CycleLensError("not-found", `${file} does not exist`, "check the path", { cause: error });
  if (code === "EISDIR")
    return new CycleLensError("io", `${file} is a folder`, "give a file", { cause: error });
  if (code === "EACCES" || code === "EPERM")
    return new CycleLensError("io", `no right to read ${file}`, "check the file's permissions", {
      cause: error,
    });
  if (code.startsWith("Z_"))
    return new CycleLensError("bad-input", `${file} is broken gzip (${code})`, "make the file again", {
      cause: error,
    });
  return new CycleLensError("io", `${file} cannot be read (${code})`, "check the disk and try again", {
    cause: error,
  });
}
