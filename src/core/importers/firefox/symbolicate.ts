import type { ElfImage, SourceFrame } from "../../symbols/types";
import type { Library } from "./document";
import type { Symbolicate } from "./frames";

/** Index of the library that the ELF is: by its file's name, else the only one that is no shared object. */
export function libraryOf(libs: readonly Library[], elfFile: string | null): number {
  const wanted = (elfFile ?? "").replace(/\.gz$/, "");
  const named = libs.findIndex((lib) => lib.name === wanted || baseName(lib.path) === wanted);
  if (named >= 0) return named;
  const programs = libs.flatMap((lib, i) => (/\.so(?:\.|$)|^\[|\.dylib$|\.dll$/.test(lib.name) ? [] : [i]));
  return programs.length === 1 ? programs[0]! : -1;
}

/** Addresses of a library are counted from its first loaded byte; DWARF and symbols from where the ELF says. */
export function symbolicateWith(elf: ElfImage, lib: number): Symbolicate {
  const base = Math.min(...elf.segments.map((segment) => segment.address));
  const start = Number.isFinite(base) ? base - (base % 4096) : 0;
  const declared = new Map(elf.debug?.functions.map((fn) => [`${fn.file}\0${fn.name}`, fn.line]));
  const lineOf = (frame: SourceFrame): number => declared.get(`${frame.file}\0${frame.name ?? ""}`) ?? 0;
  return (of, address) => {
    if (of !== lib) return null;
    const pc = start + address;
    const frames = elf.debug?.frames(pc) ?? [];
    const symbol = elf.symbols.find(pc);
    const name = symbol < 0 ? null : elf.symbols.name[symbol]!;
    if (frames.length > 0)
      return frames.map((frame, i) => ({
        ...frame,
        name: i === frames.length - 1 && name !== null ? name : frame.name,
        declared: lineOf(frame),
      }));
    return name === null ? null : [{ name, file: "", line: 0, column: 0, declared: 0 }];
  };
}

function baseName(path: string): string {
  return path.replace(/^.*[/\\]/, "");
}
