import { safeName } from "../profile/names";
import { OutOfBounds } from "./byteReader";
import { CodeRanges } from "./codeRanges";
import { AbbrevTables } from "./dwarfAbbrev";
import { UnknownForm } from "./dwarfForms";
import { FunctionEntries, FunctionNodes, Scopes, walkUnit } from "./dwarfInfo";
import { FileNames, readLineProgram, type LineFiles } from "./dwarfLine";
import { declaredFile, type DwarfIndex } from "./dwarfIndex";
import { FunctionNameReader } from "./dwarfNames";
import { dwarfSections, type DwarfSections } from "./dwarfSections";
import { readPart } from "./dwarfPart";
import { nextUnit, readUnit, type Unit } from "./dwarfUnit";
import { DwarfWarnings } from "./dwarfWarnings";
import type { Section } from "./elfSections";
import { declarationOf, listFunctions } from "./debugFunctions";
import { LineRows } from "./lineRows";
import type { DebugFunction, DebugInfo, DebugPart, SourceFrame, SourcePlace, SymbolTable } from "./types";

/** Longest chain of inlined functions that is followed. */
const maxInlineDepth = 512;
const noPlaces: readonly SourcePlace[] = [];

/** Debug information that is read when it is first asked for; null where the file has none. `code` holds [from, to) pairs. */
export function lazyDebugInfo(
  sections: readonly Section[],
  code: Float64Array,
  symbols: SymbolTable,
  warnings: string[],
): () => DebugInfo | null {
  let read: DebugInfo | null | undefined;
  return () => {
    if (read === undefined) {
      const found = dwarfSections(sections);
      read = found === null ? null : readDwarf(found, code, symbols, warnings);
    }
    return read;
  };
}

/** Debug information of the instructions at `pcs` (ascending) alone; see `ElfImage.debugOf`. */
export function debugInfoOf(
  sections: readonly Section[],
  code: Float64Array,
  warnings: string[],
  pcs: Float64Array,
  whole: () => DebugInfo | null,
): DebugPart | null {
  const found = dwarfSections(sections);
  return found === null ? null : readPart(found, new CodeRanges(code), pcs, whole, warnings);
}

function readDwarf(
  sections: DwarfSections,
  code: Float64Array,
  symbols: SymbolTable,
  elfWarnings: string[],
): DebugInfo | null {
  const warnings = new DwarfWarnings();
  const isCode = new CodeRanges(code).test();
  const files = new FileNames();
  const tables = { nodes: new FunctionNodes(), entries: new FunctionEntries(), scopes: new Scopes() };
  const units: Unit[] = [];
  const unitFiles: (LineFiles | null)[] = [];
  const rows = new LineRows(isCode);
  const programs = new Map<number, LineFiles | null>();
  const abbrevs = new AbbrevTables(sections.abbrev);

  // 1. Every unit: its line program (units may share one), then its entries.
  for (let offset = 0; offset < sections.info.length;) {
    let end = -1;
    try {
      const unit = readUnit(sections, offset, abbrevs);
      end = unit.end;
      if ("why" in unit) warnings.leftOut(unit.why);
      else {
        if (unit.isSplit) warnings.split();
        const row = units.push(unit) - 1;
        unitFiles.push(lineFiles(sections, unit, programs, files, rows, warnings));
        walkUnit(sections, unit, row, isCode, tables);
      }
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
      warnings.damagedUnit(error);
      end = end < 0 ? nextUnit(sections.info, offset) : end;
    }
    if (end <= offset) break;
    offset = end;
  }
  // 2. Line programs that no unit names: assembled code has them, and so have files without entries.
  if (units.length === 0) orphanPrograms(sections, files, rows, warnings);
  if (rows.full) warnings.add("the line tables are larger than what is kept");

  const lines = rows.table();
  const inlines = tables.nodes.ranges.table(tables.nodes.parent.array());
  if (!rows.found && !tables.nodes.found) {
    elfWarnings.push(...warnings.list);
    return null;
  }
  const names = new FunctionNameReader(sections, units, tables);
  const index: DwarfIndex = { sections, units, unitFiles, files, lines, tables, names, symbols };
  let functions: readonly DebugFunction[] | undefined;
  let declaration: ReturnType<typeof declarationOf> | undefined;
  const frames = (pc: number): readonly SourceFrame[] =>
    framesAt(index, pc, inlines.find(pc), lines.find(pc));
  const last = { node: -1, row: -1, places: noPlaces };
  return {
    frames,
    places(pc) {
      const node = inlines.find(pc);
      const row = lines.find(pc);
      if (node !== last.node || row !== last.row) {
        last.places = placesAt(index, node, row);
        last.node = node;
        last.row = row;
      }
      return last.places;
    },
    declaration: (pc) => (declaration ??= declarationOf(index))(pc),
    get functions() {
      return (functions ??= listFunctions(index, frames));
    },
    get warnings() {
      return [...elfWarnings, ...warnings.list];
    },
  };
}

function lineFiles(
  sections: DwarfSections,
  unit: Unit,
  programs: Map<number, LineFiles | null>,
  files: FileNames,
  rows: LineRows,
  warnings: DwarfWarnings,
): LineFiles | null {
  if (unit.lineOffset < 0) return null;
  const known = programs.get(unit.lineOffset);
  if (known !== undefined) return known;
  // Each program is read once; units whose programs overlap again and again were written by no compiler.
  if (rows.bytesRead > 8 * sections.line.length) return null;
  let found: LineFiles | null = null;
  try {
    const program = readLineProgram(
      sections,
      unit.lineOffset,
      safeName(unit.compDir),
      unit.strOffsetsBase,
      files,
    );
    found = program.header.files;
    program.run(rows);
  } catch (error) {
    if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
    rows.abandon();
    warnings.damagedLines(error);
  }
  programs.set(unit.lineOffset, found);
  return found;
}

function orphanPrograms(
  sections: DwarfSections,
  files: FileNames,
  rows: LineRows,
  warnings: DwarfWarnings,
): void {
  for (let offset = 0; offset < sections.line.length;) {
    let end = nextUnit(sections.line, offset);
    try {
      const program = readLineProgram(sections, offset, "", 8, files);
      end = program.header.end;
      program.run(rows);
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
      rows.abandon();
      warnings.damagedOrphan();
    }
    if (end <= offset) return;
    offset = end;
  }
}

/** `framesAt` without names, which take longer than all the rest. */
function placesAt(index: DwarfIndex, innermost: number, row: number): readonly SourcePlace[] {
  const { lines, files, unitFiles, tables, names } = index;
  const { nodes } = tables;
  if (innermost < 0 && row < 0) return noPlaces;
  let file = row < 0 ? "" : files.names[lines.file[row]!]!;
  let line = row < 0 ? 0 : Math.max(0, lines.line[row]!);
  if (innermost < 0) return [{ file, line }];
  const places: SourcePlace[] = [];
  for (let node = innermost; node >= 0 && places.length < maxInlineDepth; node = nodes.parent.at(node)) {
    if (file === "") {
      const named = names.place(nodes.origin.at(node));
      file = declaredFile(index, named.unit, named.declFile) ?? "";
    }
    places.push({ file, line });
    const id = unitFiles[nodes.unit.at(node)]?.id(nodes.callFile.at(node)) ?? -1;
    file = id < 0 ? "" : files.names[id]!;
    line = Math.max(0, nodes.callLine.at(node));
  }
  return places;
}

/** Innermost first: the line table says where the innermost frame is, each call site where the next one is. */
function framesAt(index: DwarfIndex, pc: number, innermost: number, row: number): readonly SourceFrame[] {
  const { lines, files, unitFiles, tables, names } = index;
  const { nodes } = tables;
  if (innermost < 0 && row < 0) return [];
  let file = row < 0 ? "" : files.names[lines.file[row]!]!;
  let line = row < 0 ? 0 : Math.max(0, lines.line[row]!);
  let column = row < 0 ? 0 : Math.max(0, lines.column[row]!);
  // The symbol says more than DWARF: with line tables only, its entries have neither paths nor generics.
  const symbol = index.symbols.find(pc);
  const own = symbol < 0 ? null : index.symbols.nameOf(symbol);
  if (innermost < 0) return [{ name: own, file, line, column }];
  const frames: SourceFrame[] = [];
  for (let node = innermost; node >= 0 && frames.length < maxInlineDepth; node = nodes.parent.at(node)) {
    const named = names.at(nodes.origin.at(node));
    if (file === "") file = declaredFile(index, named.unit, named.declFile) ?? "";
    const outermost = nodes.parent.at(node) < 0;
    frames.push({ name: (outermost ? own : null) ?? named.name, file, line, column });
    const id = unitFiles[nodes.unit.at(node)]?.id(nodes.callFile.at(node)) ?? -1;
    file = id < 0 ? "" : files.names[id]!;
    line = Math.max(0, nodes.callLine.at(node));
    column = Math.max(0, nodes.callColumn.at(node));
  }
  return frames;
}
