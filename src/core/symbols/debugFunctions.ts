import { declaredFile, type DwarfIndex } from "./dwarfIndex";
import type { DebugFunction, SourceFrame } from "./types";

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
    let file = declaredFile(index, named.unit, named.declFile);
    let line = named.declLine;
    if (file === null || line === 0) {
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
