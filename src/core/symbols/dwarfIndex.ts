import type { DwarfTables } from "./dwarfInfo";
import type { FileNames, LineFiles } from "./dwarfLine";
import type { FunctionNameReader } from "./dwarfNames";
import type { DwarfSections } from "./dwarfSections";
import type { Unit } from "./dwarfUnit";
import type { LineLookup } from "./lineRows";
import type { SymbolTable } from "./types";

/** Everything that the look-ups need, built once. */
export interface DwarfIndex {
  readonly sections: DwarfSections;
  readonly units: readonly Unit[];
  readonly unitFiles: readonly (LineFiles | null)[];
  readonly files: FileNames;
  readonly lines: LineLookup;
  readonly tables: DwarfTables;
  readonly names: FunctionNameReader;
  readonly symbols: SymbolTable;
}

/** The path of a unit's file number; null for none. */
export function declaredFile(
  index: Pick<DwarfIndex, "files" | "unitFiles">,
  unit: number,
  number: number,
): string | null {
  const id = index.unitFiles[unit]?.id(number) ?? -1;
  return id < 0 ? null : index.files.names[id]!;
}
