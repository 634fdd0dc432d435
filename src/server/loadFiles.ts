import path from "node:path";
import { inflateSync } from "node:zlib";
import { throwIfCancelled } from "../core/errors";
import type { ProfilePart } from "../core/importers/artefact";
import { assemble } from "../core/importers/assemble";
import { importPart } from "../core/importers/detect";
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
    if (await holdsElf(file)) {
      elfFile ??= file;
      continue;
    }
    const source = await fileSource(file);
    parts.push(
      await importPart(source, {
        ...(signal ? { signal: signal as AbortSignal } : {}),
        progress: (readBytes, sizeBytes) => options.progress?.({ file: source.name, readBytes, sizeBytes }),
      }),
    );
  }
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

async function holdsElf(file: string): Promise<boolean> {
  for await (const chunk of (await fileSource(file)).chunks()) return isElf(chunk);
  return false;
}
