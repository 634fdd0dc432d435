import path from "node:path";
import { inflateSync } from "node:zlib";
import { throwIfCancelled } from "../core/errors";
import type { ByteSource, ProfilePart } from "../core/importers/artefact";
import { assemble } from "../core/importers/assemble";
import { emptyFile, emptyPart, importPart } from "../core/importers/detect";
import type { Profile } from "../core/profile/model";
import { isElf, readElf } from "../core/symbols/elf";
import type { ElfImage } from "../core/symbols/types";
import { fileSource, readAll } from "../runs/fileSource";

/** Artefacts of one run. An ELF among the files serves as `elf` where none is given. */
export interface LoadRequest {
  readonly files: readonly string[];
  readonly elf?: string | null;
}

/** Bytes read of the file that is under way; `sizeBytes` is null where it is compressed. */
export interface LoadProgress {
  readonly file: string;
  readonly readBytes: number;
  readonly sizeBytes: number | null;
}

export interface LoadOptions {
  readonly signal?: { readonly aborted: boolean };
  readonly progress?: (progress: LoadProgress) => void;
}

/** Most bytes that one compressed debug section may inflate to. */
const maxSectionBytes = 512 * 1024 ** 2;

/**
 * Imports the files, reads the ELF and assembles the profile, in this thread: the worker calls it.
 * @throws CycleLensError of every kind that reading files and importers have.
 */
export async function loadFiles(request: LoadRequest, options: LoadOptions = {}): Promise<Profile> {
  const { signal } = options;
  const parts: ProfilePart[] = [];
  let elfFile = request.elf ?? null;
  for (const file of request.files) {
    throwIfCancelled(signal);
    const source = await peeked(await fileSource(file));
    if (source === "elf") {
      elfFile ??= file;
      continue;
    }
    // A stream that said nothing is none of the run's faults; alone it is refused with a reason.
    if (source === "empty" && request.files.length > 1) {
      parts.push(emptyPart(path.basename(file)));
      continue;
    }
    if (source === "empty") throw emptyFile(path.basename(file));
    parts.push(
      await importPart(source, {
        ...(signal ? { signal: signal as AbortSignal } : {}),
        progress: (readBytes, sizeBytes) => options.progress?.({ file: source.name, readBytes, sizeBytes }),
      }),
    );
  }
  const [first] = parts;
  if (first !== undefined && parts.every((part) => part.format === "empty")) throw emptyFile(first.file);
  throwIfCancelled(signal);
  let elf: ElfImage | null = null;
  if (elfFile !== null) {
    options.progress?.({ file: path.basename(elfFile), readBytes: 0, sizeBytes: null });
    elf = readElf(await readAll(elfFile), { inflate });
  }
  throwIfCancelled(signal);
  return assemble(parts, elf, elfFile === null ? {} : { elfFile: path.basename(elfFile) });
}

function inflate(bytes: Uint8Array): Uint8Array {
  return inflateSync(bytes, { maxOutputLength: maxSectionBytes });
}

/** The source with its first chunk looked at; a word (and closed) where there is nothing to import. A pipe can be read only once. */
async function peeked(source: ByteSource): Promise<ByteSource | "elf" | "empty"> {
  const chunks = source.chunks()[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) return "empty";
  if (isElf(first.value)) {
    await chunks.return?.();
    return "elf";
  }
  return { ...source, chunks: () => rest(first, chunks) };
}

async function* rest(
  first: IteratorResult<Uint8Array>,
  chunks: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (let next = first; next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}
