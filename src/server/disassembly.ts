import { inflateSync } from "node:zlib";
import { annotatedDisassembly, type DisassemblyScope } from "../core/analysis/disassembly";
import type { AnnotatedDisassembly } from "../core/analysis/disassemblyText";
import type { Profile } from "../core/profile/model";
import { readElf } from "../core/symbols/elf";
import type { ElfImage } from "../core/symbols/types";
import { readAll } from "../runs/fileSource";

export interface DisassemblyInput {
  readonly elf: string;
  readonly profile: Pick<Profile, "functions" | "instructions">;
}

const maxSectionBytes = 512 * 2 ** 20;

/** The code of one guest with the counts of one run; the ELF is read with the first question. */
export class Disassembly {
  private image: Promise<ElfImage> | null = null;

  constructor(private readonly input: DisassemblyInput) {}

  async of(scope: DisassemblyScope): Promise<AnnotatedDisassembly> {
    this.image ??= read(this.input.elf);
    return annotatedDisassembly(this.input.profile, await this.image, scope);
  }
}

async function read(file: string): Promise<ElfImage> {
  const inflate = (bytes: Uint8Array): Uint8Array => inflateSync(bytes, { maxOutputLength: maxSectionBytes });
  return readElf(await readAll(file), { inflate });
}
