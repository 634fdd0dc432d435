import { ByteReader, OutOfBounds, stringAt } from "./byteReader";
import type { Header } from "./elfHeader";
import { inflateGnu, inflateSection, type Inflate } from "./inflateSection";

export interface Section {
  /** Of a section that GNU tools compressed the old way: the name that it has otherwise. */
  readonly name: string;
  readonly type: number;
  readonly address: number;
  readonly size: number;
  readonly executable: boolean;
  readonly link: number;
  readonly entrySize: number;
  /** Empty for sections without bytes in the file. Compressed ones are inflated on first use. */
  readonly bytes: Uint8Array;
}

const maxSections = 1 << 18;
const maxSectionName = 128;

const shtNoBits = 8;
const shfExec = 4;
const shfCompressed = 0x800;
/** Of debug sections as GNU tools compressed them before there was a flag for it. */
const gnuPrefix = ".zdebug_";
/** A damaged table of headers says the same thousands of times. */
const maxWarnings = 50;

/** Sections with a name and bytes within the file, inflated where they are packed; what is damaged is left out and said. */
export function readSections(
  file: Uint8Array,
  header: Header,
  inflate: Inflate | undefined,
  warnings: string[],
): readonly Section[] {
  const raw: RawSection[] = [];
  if (header.sectionOffset === 0) return [];
  if (header.sectionSize < (header.bits === 64 ? 64 : 40)) {
    warnings.push("the section headers of the ELF have an impossible size");
    return [];
  }
  try {
    let count = header.sectionCount;
    // More than 65,279 sections: the count stands in the first header's size.
    if (count === 0) count = Math.min(rawSection(file, header, 0).size, maxSections);
    for (let i = 0; i < count; i++) raw.push(rawSection(file, header, i));
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error;
    warnings.push("the section headers of the ELF are cut off");
  }
  const namesAt = header.sectionNames === 0xffff ? (raw[0]?.link ?? 0) : header.sectionNames;
  const names = raw[namesAt];
  const nameBytes = names === undefined ? undefined : clip(file, names);
  return raw.map((s) =>
    toSection(file, header, s, stringAt(nameBytes, s.name, maxSectionName), inflate, warnings),
  );
}

interface RawSection {
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly entrySize: number;
}

function rawSection(file: Uint8Array, header: Header, index: number): RawSection {
  const word = header.bits / 8;
  const r = new ByteReader(file, header.sectionOffset + index * header.sectionSize);
  const [name, type] = [r.u32(), r.u32()];
  const [flags, address, offset, size] = [r.uint(word), r.uint(word), r.uint(word), r.uint(word)];
  const link = r.u32();
  r.skip(4);
  r.uint(word);
  return { name, type, flags, address, offset, size, link, entrySize: r.uint(word) };
}

function clip(file: Uint8Array, s: RawSection): Uint8Array {
  return s.type === shtNoBits
    ? new Uint8Array(0)
    : file.subarray(Math.min(s.offset, file.length), Math.min(s.offset + s.size, file.length));
}

function toSection(
  file: Uint8Array,
  header: Header,
  s: RawSection,
  name: string,
  inflate: Inflate | undefined,
  warnings: string[],
): Section {
  const bytes = clip(file, s);
  if (s.type !== shtNoBits && bytes.length < s.size && warnings.length < maxWarnings)
    warnings.push(`section ${name} of the ELF reaches beyond the file`);
  // Flags are 64 bits wide as a double; the low word is enough.
  const flags = s.flags % 4294967296;
  const compressed = (flags & shfCompressed) !== 0;
  const isGnu = !compressed && name.startsWith(gnuPrefix);
  let inflated: Uint8Array | null = compressed || isGnu ? null : bytes;
  return {
    name: isGnu ? `.debug_${name.slice(gnuPrefix.length)}` : name,
    type: s.type,
    address: s.address,
    size: s.size,
    executable: (flags & shfExec) !== 0,
    link: s.link,
    entrySize: s.entrySize,
    get bytes() {
      return (inflated ??= isGnu
        ? inflateGnu(bytes, name, inflate, warnings)
        : inflateSection(bytes, header.bits, name, inflate, warnings));
    },
  };
}
