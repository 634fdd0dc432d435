import { safeName } from "../profile/names";
import { OutOfBounds } from "./byteReader";
import type { CodeRanges } from "./codeRanges";
import { AbbrevTables } from "./dwarfAbbrev";
import { UnknownForm } from "./dwarfForms";
import { FunctionEntries, FunctionNodes, Scopes } from "./dwarfInfo";
import { declaredFile } from "./dwarfIndex";
import { FileNames, readLineHeader, type LineFiles } from "./dwarfLine";
import { FunctionNameReader } from "./dwarfNames";
import type { DwarfSections } from "./dwarfSections";
import { nextUnit, readUnit, type Unit } from "./dwarfUnit";
import { DwarfWarnings } from "./dwarfWarnings";
import { FastDebug } from "./fastDebug";
import { PartLines } from "./partLines";
import { PartNodes } from "./partNodes";
import { PartSites } from "./partSites";
import { PcRanks } from "./pcRanks";
import type { DebugInfo, DebugPart, FunctionOrigin, SourcePlace } from "./types";

const noPlaces: readonly SourcePlace[] = [];
/** Longest chain of inlined functions that is followed. */
const maxInlineDepth = 512;

/**
 * What debug information says of the instructions at `pcs` (ascending): it is read once from end to end, and only what
 * has to do with them is kept. `whole` gives the rest. Null where no code has any; what is damaged is said. `over`: what
 * reads as WebAssembly, where that may be done.
 */
export function readPart(
  sections: DwarfSections,
  code: CodeRanges,
  pcs: Float64Array,
  whole: () => DebugInfo | null,
  elfWarnings: string[],
  over: typeof FastDebug.over = FastDebug.over,
): DebugPart | null {
  const warnings = new DwarfWarnings();
  const ranks = new PcRanks(pcs);
  const isCode = code.test();
  const fast = over(sections, ranks, code);
  const files = new FileNames();
  const lines = new PartLines(sections.line, ranks, isCode, fast);
  const nodes = new PartNodes(sections, ranks, isCode, fast);
  const units: Unit[] = [];
  const unitFiles: (LineFiles | null)[] = [];
  const programs = new Programs(sections, files, lines, warnings);
  const abbrevs = new AbbrevTables(sections.abbrev, (offset) => fast?.shapes(offset) ?? null);
  for (let offset = 0; offset < sections.info.length;) {
    let end = -1;
    try {
      const unit = readUnit(sections, offset, abbrevs);
      end = unit.end;
      if ("why" in unit) warnings.leftOut(unit.why);
      else {
        if (unit.isSplit) warnings.split();
        const row = units.push(unit) - 1;
        unitFiles.push(programs.of(unit));
        nodes.walk(unit, row);
      }
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
      warnings.damagedUnit(error);
      end = end < 0 ? nextUnit(sections.info, offset) : end;
    }
    if (end <= offset) break;
    offset = end;
  }
  if (units.length === 0) programs.orphans();
  if (!lines.found && !nodes.found) {
    elfWarnings.push(...warnings.list);
    return null;
  }

  const tables = { nodes: new FunctionNodes(), entries: new FunctionEntries(), scopes: new Scopes() };
  const names = new FunctionNameReader(sections, units, tables);
  const sites = new PartSites(unitFiles, nodes, names);
  const { innermost } = nodes;
  const own = (at: number): number => {
    const file = lines.file(at);
    return file >= 0 || innermost[at]! < 0 ? file : sites.declared(innermost[at]!);
  };
  const lineAt = (at: number): number => (lines.file(at) < 0 ? 0 : Math.max(0, lines.line(at)));
  const placesAt = (at: number): readonly SourcePlace[] => {
    let node = innermost[at]!;
    if (node < 0 && lines.file(at) < 0) return noPlaces;
    const places: SourcePlace[] = [{ file: files.names[own(at)] ?? "", line: lineAt(at) }];
    for (
      ;
      node >= 0 && nodes.parent[node]! >= 0 && places.length < maxInlineDepth;
      node = nodes.parent[node]!
    )
      places.push({ file: files.names[sites.file(node)] ?? "", line: sites.line(node) });
    return places;
  };
  const origins = new Map<number, FunctionOrigin>();
  const originOf = (entry: number): FunctionOrigin => {
    const { root, declLine } = names.place(entry);
    let origin = origins.get(root);
    if (origin === undefined) {
      origin = { name: names.at(root).name ?? names.at(entry).name, line: declLine };
      origins.set(root, origin);
    }
    return origin;
  };
  const placeOf = (pc: number): number => {
    const at = ranks.below(pc);
    return pcs[at] === pc ? at : -1;
  };
  return {
    pcs,
    files: files.names,
    file: own,
    line: lineAt,
    node: (at) => innermost[at]!,
    follows: (at) => at > 0 && innermost[at] === innermost[at - 1] && lines.follows(at),
    columns: {
      rows: lines.rows,
      node: innermost,
      fileOf: (table, number) => lines.fileOf(table, number),
    },
    nodes: {
      length: nodes.length,
      parent: nodes.parent.subarray(0, nodes.length),
      file: (node) => sites.file(node),
      line: (node) => sites.line(node),
      origin: (node) => originOf(nodes.entry[node]!),
    },
    places(pc) {
      const at = placeOf(pc);
      return at < 0 ? noPlaces : placesAt(at);
    },
    declaration(pc) {
      const at = placeOf(pc);
      const entry = at < 0 ? 0 : nodes.begins[at]!;
      if (entry === 0) return null;
      const place = names.place(entry - 1);
      if (!place.isNamed || place.declLine === 0) return null;
      const file = declaredFile({ files, unitFiles }, place.unit, place.declFile);
      return file === null ? null : { file, line: place.declLine };
    },
    frames: (pc) => (placeOf(pc) < 0 ? [] : (whole()?.frames(pc) ?? [])),
    get functions() {
      return whole()?.functions ?? [];
    },
    get warnings() {
      return [...elfWarnings, ...warnings.list];
    },
  };
}

/** Line programs, each run once: units may share one. */
class Programs {
  private readonly known = new Map<number, LineFiles | null>();

  constructor(
    private readonly sections: DwarfSections,
    private readonly files: FileNames,
    private readonly lines: PartLines,
    private readonly warnings: DwarfWarnings,
  ) {}

  of(unit: Unit): LineFiles | null {
    const { lineOffset: offset } = unit;
    if (offset < 0) return null;
    const known = this.known.get(offset);
    if (known !== undefined) return known;
    const { sections, lines } = this;
    // Units whose programs overlap again and again were written by no compiler.
    if (lines.bytesRead > 8 * sections.line.length) return null;
    let found: LineFiles | null = null;
    try {
      const header = readLineHeader(
        sections,
        offset,
        safeName(unit.compDir),
        unit.strOffsetsBase,
        this.files,
      );
      found = header.files;
      lines.run(header);
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
      this.warnings.damagedLines(error);
    }
    this.known.set(offset, found);
    return found;
  }

  /** Those that no unit names: assembled code has them, and so have files without entries. */
  orphans(): void {
    const { sections } = this;
    for (let offset = 0; offset < sections.line.length;) {
      let end = nextUnit(sections.line, offset);
      try {
        const header = readLineHeader(sections, offset, "", 8, this.files);
        end = header.end;
        this.lines.run(header);
      } catch (error) {
        if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
        this.warnings.damagedOrphan();
      }
      if (end <= offset) return;
      offset = end;
    }
  }
}
