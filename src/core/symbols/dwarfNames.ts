import { safeName } from "../profile/names";
import { ByteReader, OutOfBounds } from "./byteReader";
import { demangle } from "./demangle";
import { EntryValues, type DwarfTables } from "./dwarfInfo";
import { UnknownForm } from "./dwarfForms";
import type { DwarfSections } from "./dwarfSections";
import { string, type Unit } from "./dwarfUnit";
import { lastAtMost } from "./symbolTable";

/** What an entry says of a function, its origin and specification included. */
export interface FunctionName {
  /** Where it is said: equal for all instances of one function. */
  readonly root: number;
  readonly name: string | null;
  readonly rawName: string | null;
  /** Unit whose files `declFile` counts. */
  readonly unit: number;
  readonly declFile: number;
  readonly declLine: number;
}

/** Longest chain of origins and specifications that is followed. */
const maxHops = 16;
const maxScopes = 64;
/** Characters of all names together; hostile files let many long names overlap. */
const maxCharacters = 1 << 26;

const unnamed = { name: null, rawName: null, unit: -1, declFile: 0, declLine: 0 };

/** Names of function entries by their offset, read on demand. */
export class FunctionNameReader {
  private readonly known = new Map<number, FunctionName>();
  private readonly unitStarts: Float64Array;
  private readonly entryOffsets: Float64Array;
  private readonly values = new EntryValues();
  private characters = 0;

  constructor(
    private readonly sections: DwarfSections,
    private readonly units: readonly Unit[],
    private readonly tables: DwarfTables,
  ) {
    this.unitStarts = Float64Array.from(units, (u) => u.offset);
    this.entryOffsets = tables.entries.offset.array();
  }

  at(offset: number): FunctionName {
    let found = this.known.get(offset);
    if (found === undefined) {
      found = this.characters > maxCharacters ? { ...unnamed, root: offset } : this.read(offset);
      this.characters += (found.name?.length ?? 0) + (found.rawName?.length ?? 0);
      this.known.set(offset, found);
    }
    return found;
  }

  private read(offset: number): FunctionName {
    let name: string | null = null;
    let linkage: string | null = null;
    let root = offset;
    let unitRow = -1;
    let declFile = 0;
    let declLine = 0;
    let named = -1;
    let next = offset;
    try {
      for (let hop = 0; hop < maxHops && next >= 0; hop++) {
        const row = lastAtMost(this.unitStarts, next);
        const unit = this.units[row];
        if (unit === undefined || next < unit.firstEntry || next >= unit.end) break;
        const r = new ByteReader(this.sections.info, next, unit.end);
        const abbrev = unit.abbrevs.get(r.uleb());
        if (abbrev === undefined) break;
        const v = this.values;
        v.read(r, abbrev, unit);
        root = next;
        if (linkage === null && v.linkageForm !== 0)
          linkage = string(this.sections, unit, v.linkageForm, v.linkage);
        if (name === null && v.nameForm !== 0) {
          name = string(this.sections, unit, v.nameForm, v.name);
          named = next;
        }
        if (v.declLine > 0 && declLine === 0) {
          declLine = v.declLine;
          declFile = v.declFile;
          unitRow = row;
        }
        next = v.origin;
      }
    } catch (error) {
      if (!(error instanceof OutOfBounds || error instanceof UnknownForm)) throw error;
    }
    let full: string | null;
    if (linkage !== null && linkage !== "") full = demangle(linkage);
    else full = name === null ? null : [...this.scopeNames(named), name].join("::");
    return {
      root,
      name: full === null ? null : safeName(full),
      rawName: linkage === null || linkage === "" ? null : safeName(linkage),
      unit: unitRow,
      declFile,
      declLine,
    };
  }

  /** Names of the namespaces and types around the entry, outermost first. */
  private scopeNames(offset: number): string[] {
    const { entries, scopes } = this.tables;
    const row = lastAtMost(this.entryOffsets, offset);
    const names: string[] = [];
    if (row < 0 || this.entryOffsets[row] !== offset) return names;
    let scope = entries.scope.at(row);
    for (let i = 0; i < maxScopes && scope >= 0; i++) {
      const unit = this.units[scopes.unit.at(scope)]!;
      const name = string(this.sections, unit, scopes.nameForm.at(scope), scopes.nameValue.at(scope));
      names.push(name ?? "{anonymous}");
      scope = scopes.parent.at(scope);
    }
    return names.reverse();
  }
}
