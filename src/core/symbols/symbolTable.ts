import { safeName } from "../profile/names";
import { ByteReader, stringAt, stringLength } from "./byteReader";
import { crateOfSymbol, demangle } from "./demangle";
import { FloatColumn, IntColumn } from "./growable";
import type { Section } from "./elfSections";
import type { SymbolTable } from "./types";

const shtSymtab = 2;
const shtDynsym = 11;
const sttFunc = 2;
const sttIfunc = 10;
/** More function symbols than this are left out with a warning. */
const maxSymbols = 1_000_000;
/** Characters of all names together; hostile tables let many long names overlap. */
const maxNameCharacters = 1 << 26;

interface FoundSymbol {
  readonly address: number;
  readonly size: number;
  readonly strings: Uint8Array;
  readonly name: number;
  /** Among all function symbols. */
  readonly place: number;
}

/** FUNC and IFUNC symbols of .symtab, then .dynsym; names are decoded and demangled on first use. */
export function readSymbols(sections: readonly Section[], bits: 32 | 64, warnings: string[]): SymbolTable {
  const found: FoundSymbol[] = [];
  const entrySize = bits === 64 ? 24 : 16;
  for (const type of [shtSymtab, shtDynsym]) {
    // A file has at most one table of each type.
    const section = sections.find((s) => s.type === type);
    if (section !== undefined) {
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
          return toTable(found, sections, warnings);
        }
        found.push({ address, size, strings, name, place: found.length });
      }
    }
  }
  return toTable(found, sections, warnings);
}

function toTable(found: FoundSymbol[], sections: readonly Section[], warnings: string[]): SymbolTable {
  // Of several at one address the last wins, as in the machine's own tool; the sort is stable.
  const sorted = found
    .sort((a, b) => a.address - b.address)
    .filter((s, i, all) => all[i + 1]?.address !== s.address);
  const length = sorted.length;
  const address = Float64Array.from(sorted, (s) => s.address);
  const size = Float64Array.from(sorted, (s, i) =>
    s.size > 0 ? s.size : untilNext(s.address, sorted[i + 1]?.address, sections),
  );
  let characters = 0;
  let named = 0;
  while (named < length && characters <= maxNameCharacters) {
    characters += stringLength(sorted[named]!.strings, sorted[named]!.name);
    named++;
  }
  if (characters > maxNameCharacters)
    warnings.push("the names of the ELF's symbols are longer than what is kept");
  // Names are decoded and demangled when they are asked for: of a guest that runs few are ever shown.
  const rawNameOf = onDemand(length, (i) =>
    i < named ? safeRaw(stringAt(sorted[i]!.strings, sorted[i]!.name)) : "",
  );
  const nameOf = onDemand(length, (i) => safeName(demangle(rawNameOf(i))));
  const crateOf = onDemand(length, (i) => crateOfSymbol(rawNameOf(i)));
  const rawName = allOf(length, rawNameOf);
  const name = allOf(length, nameOf);
  const crate = allOf(length, crateOf);
  const cover = covering(address, size);
  let last = -1;
  // Who asks again mostly asks for a neighbour.
  const look = (pc: number): number =>
    cover.from[last]! <= pc && pc < cover.from[last + 1]! ? last : (last = lastAtMost(cover.from, pc));
  return {
    length,
    address,
    size,
    get rawName() {
      return rawName();
    },
    get name() {
      return name();
    },
    get crate() {
      return crate();
    },
    rawNameOf,
    nameOf,
    crateOf,
    declaredSize: Float64Array.from(sorted, (s) => s.size),
    place: Int32Array.from(sorted, (s) => s.place),
    find(pc) {
      const at = look(pc);
      return at < 0 ? -1 : cover.row[at]!;
    },
    span(pc) {
      const at = look(pc);
      return { from: cover.from[at] ?? -Infinity, end: cover.from[at + 1] ?? Infinity };
    },
  };
}

/** Each row worked out once, when it is first asked for. */
function onDemand<T>(length: number, of: (row: number) => T): (row: number) => T {
  const known = new Array<T | undefined>(length);
  return (row) => {
    const value = known[row];
    return value === undefined ? (known[row] = of(row)) : value;
  };
}

function allOf<T>(length: number, of: (row: number) => T): () => readonly T[] {
  let all: T[] | undefined;
  return () => (all ??= Array.from({ length }, (_, row) => of(row)));
}

/** Hand-written code often has no size: it reaches to the next symbol or the end of its section. */
function untilNext(address: number, next: number | undefined, sections: readonly Section[]): number {
  const section = sections.find((s) => s.executable && address >= s.address && address < s.address + s.size);
  if (section === undefined) return 0;
  return Math.min(next ?? Infinity, section.address + section.size) - address;
}

/** Disjoint ranges with the symbol that covers each, the one that starts last where they nest; -1 for none. */
function covering(address: Float64Array, size: Float64Array): { from: Float64Array; row: Int32Array } {
  const from = new FloatColumn();
  const row = new IntColumn();
  const emit = (at: number, which: number): void => {
    const last = from.length - 1;
    if (last >= 0 && from.at(last) === at) row.set(last, which);
    else {
      from.push(at);
      row.push(which);
    }
  };
  const open: number[] = [];
  const close = (limit: number): void => {
    while (open.length > 0) {
      const top = open[open.length - 1]!;
      const end = address[top]! + size[top]!;
      if (end > limit) return;
      open.pop();
      // An outer symbol that ended before is closed with it.
      while (open.length > 0 && address[open[open.length - 1]!]! + size[open[open.length - 1]!]! <= end)
        open.pop();
      emit(end, open[open.length - 1] ?? -1);
    }
  };
  for (let i = 0; i < address.length; i++) {
    close(address[i]!);
    if (size[i]! <= 0) continue;
    emit(address[i]!, i);
    open.push(i);
  }
  close(Infinity);
  return { from: from.array(), row: row.array() };
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
