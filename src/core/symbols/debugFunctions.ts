import { declaredFile, type DwarfIndex } from "./dwarfIndex";
import type { DebugFunction } from "./types";

/** Every function that is defined somewhere, once: instances of one source function in several units are one. */
export function listFunctions(index: DwarfIndex): readonly DebugFunction[] {
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
      const row = Number.isNaN(address) ? -1 : index.lines.find(address);
      if (row < 0) continue;
      file = index.files.names[index.lines.file[row]!]!;
      line = Math.max(0, index.lines.line[row]!);
    }
    const key = `${named.rawName ?? named.name}\n${file}\n${line}`;
    const known = byKey.get(key);
    if (known === undefined)
      byKey.set(key, { name: named.name, rawName: named.rawName, file, line, address });
    else if (Number.isNaN(known.address) && !Number.isNaN(address)) byKey.set(key, { ...known, address });
  }
  return [...byKey.values()];
}
