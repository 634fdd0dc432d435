import { ByteReader, OutOfBounds, stringAt } from "./byteReader";
import { readHeader } from "./elfHeader";
import { readSections } from "./elfSections";

const shtSymtab = 2;
const entrySize = 24;
/** Longest name that is asked for. */
const maxName = 256;

/** Values of symbols of any type by name, of a 64-bit ELF; 0 for what is not there or not readable. */
export function namedAddresses(file: Uint8Array, names: readonly string[]): number[] {
  const out = names.map(() => 0);
  let left = names.length;
  try {
    const sections = readSections(file, readHeader(file, 64), undefined, []);
    const table = sections.find((s) => s.type === shtSymtab);
    if (table === undefined) return out;
    const strings = sections[table.link]?.bytes ?? new Uint8Array(0);
    for (let at = 0; left > 0 && at + entrySize <= table.bytes.length; at += entrySize) {
      const r = new ByteReader(table.bytes, at);
      const index = names.indexOf(stringAt(strings, r.u32(), maxName));
      if (index < 0) continue;
      r.skip(4);
      out[index] = r.u64();
      left--;
    }
  } catch (error) {
    if (!(error instanceof OutOfBounds)) throw error;
  }
  return out;
}
