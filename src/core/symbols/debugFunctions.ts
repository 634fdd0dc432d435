import { declaredFile, type DwarfIndex } from "./dwarfIndex";
import type { FunctionPlace } from "./dwarfNames";
import type { DebugFunction, SourceFrame, SourcePlace } from "./types";

/**
 * Every function that is defined somewhere, once: instances of one source function in several units are one. Line
 * tables alone declare nothing: there a function stands where its own code begins, be that a call that was inlined.
 */
export function listFunctions(
  index: DwarfIndex,
  frames: (pc: number) => readonly SourceFrame[],
): readonly DebugFunction[] {
  const { entries } = index.tables;
  const byKey = new Map<string, DebugFunction>();
  for (let i = 0; i < entries.offset.length; i++) {
    if (entries.declaration.at(i) !== 0) continue;
    const named = index.names.at(entries.offset.at(i));
    if (named.name === null) continue;
    const address = entries.lowPc.at(i);
    let { file, line } = declared(index, named) ?? { file: null, line: 0 };
    if (file === null) {
      const own = Number.isNaN(address) ? undefined : frames(address).at(-1);
      if (own === undefined) continue;
      ({ file, line } = own);
    }
    const key = `${named.rawName ?? named.name}\n${file}\n${line}`;
    const known = byKey.get(key);
    if (known === undefined)
      byKey.set(key, { name: named.name, rawName: named.rawName, file, line, address });
    else if (Number.isNaN(known.address) && !Number.isNaN(address)) byKey.set(key, { ...known, address });
  }
  return [...byKey.values()];
}

/**
 * The entry point's own declaration by address, from entries that say both file and line; of several at one address the
 * last. Names are neither read nor demangled.
 */
export function declarationOf(index: DwarfIndex): (address: number) => SourcePlace | null {
  const { entries } = index.tables;
  const rows = new Map<number, number>();
  for (let i = 0; i < entries.offset.length; i++) {
    const address = entries.lowPc.at(i);
    if (!Number.isNaN(address) && entries.declaration.at(i) === 0) rows.set(address, i);
  }
  return (address) => {
    const row = rows.get(address);
    if (row === undefined) return null;
    const place = index.names.place(entries.offset.at(row));
    return place.isNamed ? declared(index, place) : null;
  };
}

/** Null where the entry has no file or no line. */
function declared(index: DwarfIndex, place: FunctionPlace): SourcePlace | null {
  const file = declaredFile(index, place.unit, place.declFile);
  return file === null || place.declLine === 0 ? null : { file, line: place.declLine };
}
