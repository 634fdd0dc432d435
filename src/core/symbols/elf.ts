import { CycleLensError } from "../errors";
import { ByteReader, OutOfBounds } from "./byteReader";
import { debugInfoOf, lazyDebugInfo } from "./dwarf";
import { readHeader, type Header } from "./elfHeader";
import { readSections, type Section } from "./elfSections";
import type { Inflate } from "./inflateSection";
import { readSymbols } from "./symbolTable";
import type { ElfImage, Segment } from "./types";

export interface ReadElfOptions {
  /** zlib inflater of the platform for SHF_COMPRESSED debug sections; without it they are left out with a warning. */
  readonly inflate?: Inflate;
}

const ptLoad = 1;
/** Loadable segments that are kept; real programs have fewer than ten. */
const maxSegments = 256;

/** True for the first bytes of an ELF file. */
export function isElf(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

function headerCut(cause?: unknown): CycleLensError {
  return new CycleLensError("bad-input", "the ELF header is cut off", "build the guest again", { cause });
}

/**
 * Reads a little-endian ELF32 or ELF64 file: loadable segments, function symbols, and (on first use of `debug`) DWARF.
 * Damage beyond the file header becomes a warning; only what is no such ELF at all throws `bad-input` or `unsupported`.
 */
export function readElf(bytes: Uint8Array, options: ReadElfOptions = {}): ElfImage {
  if (!isElf(bytes))
    throw new CycleLensError(
      "bad-input",
      "not an ELF file",
      "give the guest's ELF, for example target/…/release/<guest>",
    );
  if (bytes.length < 6) throw headerCut();
  const bits = bytes[4] === 2 ? 64 : bytes[4] === 1 ? 32 : 0;
  if (bits === 0 || bytes[5] !== 1)
    throw new CycleLensError(
      "unsupported",
      "not a little-endian ELF",
      "give the guest's ELF, not one of another machine",
    );
  const warnings: string[] = [];
  let header: Header;
  try {
    header = readHeader(bytes, bits);
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error;
    throw headerCut(error);
  }
  const segments = readSegments(bytes, header, warnings);
  const sections = readSections(bytes, header, options.inflate, warnings);
  const symbols = readSymbols(sections, bits, warnings);
  const code = executableRanges(segments, sections);
  const debug = lazyDebugInfo(sections, code, symbols, warnings);
  return {
    bits,
    machine: header.machine,
    flags: header.flags,
    entry: header.entry,
    segments,
    symbols,
    get debug() {
      return debug();
    },
    debugOf: (pcs) => debugInfoOf(sections, code, warnings, pcs, debug),
    code: (pc, length) => codeAt(segments, pc, length),
    warnings,
  };
}

function readSegments(bytes: Uint8Array, header: Header, warnings: string[]): Segment[] {
  const segments: Segment[] = [];
  const wide = header.bits === 64;
  if (header.programCount > 0 && header.programSize < (wide ? 56 : 32)) {
    warnings.push("the program headers of the ELF have an impossible size");
    return segments;
  }
  // Segments of a real program do not overlap: many that do would be walked for hours.
  let budget = 4 * bytes.length;
  try {
    for (let i = 0; i < header.programCount && segments.length < maxSegments; i++) {
      const r = new ByteReader(bytes, header.programOffset + i * header.programSize);
      const type = r.u32();
      let flags = wide ? r.u32() : 0;
      const word = wide ? 8 : 4;
      const offset = r.uint(word);
      const address = r.uint(word);
      r.uint(word);
      const fileSize = r.uint(word);
      const memSize = r.uint(word);
      if (!wide) flags = r.u32();
      if (type !== ptLoad || memSize === 0) continue;
      budget -= Math.min(fileSize, bytes.length);
      if (budget < 0) {
        warnings.push("the segments of the ELF overlap; only the first ones are read");
        break;
      }
      if (!(offset + fileSize <= bytes.length) && warnings.length < 50)
        warnings.push(`segment ${i} of the ELF reaches beyond the file`);
      segments.push({
        address,
        memSize,
        executable: (flags & 1) !== 0,
        writable: (flags & 2) !== 0,
        bytes: bytes.subarray(
          Math.min(offset, bytes.length),
          Math.min(offset + Math.min(fileSize, memSize), bytes.length),
        ),
      });
    }
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error;
    warnings.push("the program headers of the ELF are cut off");
  }
  return segments;
}

/** Where code may stand: executable segments, else (object files) executable sections. [from, to) pairs. */
function executableRanges(segments: readonly Segment[], sections: readonly Section[]): Float64Array {
  const ranges = segments.filter((s) => s.executable).map((s) => [s.address, s.address + s.memSize] as const);
  if (ranges.length === 0)
    for (const s of sections) if (s.executable) ranges.push([s.address, s.address + s.size]);
  return Float64Array.from(ranges.flat());
}

function codeAt(segments: readonly Segment[], pc: number, length: number): Uint8Array {
  for (const s of segments) {
    const from = pc - s.address;
    if (from >= 0 && from < s.bytes.length) return s.bytes.subarray(from, from + Math.max(0, length));
  }
  return new Uint8Array(0);
}
