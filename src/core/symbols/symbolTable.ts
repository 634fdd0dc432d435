import { safeName } from "../profile/names";
import { ByteReader, stringAt } from "./byteReader";
import { crateOfSymbol, demangle } from "./demangle";
import type { Section } from "./elfSections";
import type { SymbolTable } from "./types";

const shtSymtab = 2;
const shtDynsym = 11;
const sttFunc = 2;
const sttIfunc = 10;
/** More function symbols than this are left out with a warning. */
const maxSymbols = 4_000_000;

/** FUNC and IFUNC symbols of .symtab, then .dynsym; names are decoded and demangled on first use. */
export function readSymbols(sections: readonly Section[], bits: 32 | 64, warnings: string[]): SymbolTable {
  const found: { address: number; size: number; strings: Uint8Array; name: number }[] = [];
  const entrySize = bits === 64 ? 24 : 16;
  for (const type of [shtSymtab, shtDynsym]) {
    for (const section of sections) {
      if (section.type !== type) continue;
      const strings = sections[section.link]?.bytes ?? new Uint8Array(0);
      const bytes = section.bytes;
      for (let at = 0; at + entrySize <= bytes.length; at += entrySize) {
        const info = bytes[at + (bits === 64 ? 4 : 12)]! & 15;
        if (info !== sttFunc && info !== sttIfunc) continue;
        const r = new ByteReader(bytes, at);
        const name = r.u32();
        let address: number, size: number, index: number;
        if (bits === 64) {
          r.skip(2);
          index = r.u16();
          address = r.u64();
          size = r.u64();
        } else {
          address = r.u32();
          size = r.u32();
          r.skip(2);
          index = r.u16();
        }
        if (index === 0) continue; // undefined here
        if (found.length >= maxSymbols) {
          warnings.push(`the ELF has more than ${maxSymbols} function symbols; the rest is left out`);
          return toTable(found);
        }
        found.push({ address, size, strings, name });
      }
    }
  }
  return toTable(found);
}

function toTable(found: { address: number; size: number; strings: Uint8Array; name: number }[]): SymbolTable {
  // Of several at one address the last wins, as in the machine's own tool; the sort is stable.
  const sorted = found
    .sort((a, b) => a.address - b.address)
    .filter((s, i, all) => all[i + 1]?.address !== s.address);
  const length = sorted.length;
  const address = Float64Array.from(sorted, (s) => s.address);
  const size = Float64Array.from(sorted, (s) => s.size);
  const rawName = sorted.map((s) => safeRaw(stringAt(s.strings, s.name)));
  const name = rawName.map((raw) => safeName(demangle(raw)));
  const crate = rawName.map((raw) => crateOfSymbol(raw));
  return {
    length,
    address,
    size,
    rawName,
    name,
    crate,
    find(pc) {
      const row = lastAtMost(address, pc);
      return row >= 0 && pc < address[row]! + size[row]! ? row : -1;
    },
  };
}

/** A raw name keeps its bytes for look-ups, but never control characters or unbounded length. */
function safeRaw(raw: string): string {
  return raw.length <= 4096 && /^[\x21-\x7e]*$/.test(raw) ? raw : safeName(raw);
}

/** Index of the last element ≤ value in ascending `table[0, length)`; -1 for none. */
export function lastAtMost(table: Float64Array, value: number, length = table.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
