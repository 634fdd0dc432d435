import { safeName } from "../profile/names";
import { ByteReader, OutOfBounds } from "./byteReader";
import { demangle } from "./demangle";
import { EntryValues, type DwarfTables } from "./dwarfInfo";
import { UnknownForm } from "./dwarfForms";
import type { DwarfSections } from "./dwarfSections";
import { string, type Unit } from "./dwarfUnit";
import { lastAtMost } from "./symbolTable";

/** Where a function is declared, as its entry says, its origin and specification included. */
export interface FunctionPlace {
  readonly isNamed: boolean;
  /** Where it is said: equal for all instances of one function. */
  readonly root: number;
  /** Unit whose files `declFile` counts. */
  readonly unit: number;
  readonly declFile: number;
  readonly declLine: number;
}

export interface FunctionName extends FunctionPlace {
  readonly name: string | null;
  readonly rawName: string | null;
}

/** A place, and where its names stand. */
interface Facts extends FunctionPlace {
  readonly name: Text | null;
  readonly linkage: Text | null;
}

/** A string that is not read yet. */
interface Text {
  readonly unit: Unit;
  readonly form: number;
  readonly value: number;
  /** The entry that has it. */
  readonly entry: number;
}

/** Longest chain of origins and specifications that is followed. */
const maxHops = 16;
const maxScopes = 64;
/** Characters of all names together; hostile files let many long names overlap. */
const maxCharacters = 1 << 26;

const unnamed = { isNamed: false, name: null, rawName: null, unit: -1, declFile: 0, declLine: 0 };

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

  /** As `at` without reading and demangling any name, and not kept. */
  place(offset: number): FunctionPlace {
    return this.facts(offset);
  }

  private read(offset: number): FunctionName {
    const { name, linkage, ...place } = this.facts(offset);
    const raw = linkage === null ? null : this.text(linkage);
    let full: string | null;
    if (raw !== null && raw !== "") full = demangle(raw);
    else {
      const own = name === null ? null : this.text(name);
      full = own === null ? null : [...this.scopeNames(name!.entry), own].join("::");
    }
    return {
      ...place,
      isNamed: full !== null,
      name: full === null ? null : safeName(full),
      rawName: raw === null || raw === "" ? null : safeName(raw),
    };
  }

  private text({ unit, form, value }: Text): string | null {
    try {
      return string(this.sections, unit, form, value);
    } catch (error) {
      if (!(error instanceof OutOfBounds)) throw error;
      return null;
    }
  }

  private facts(offset: number): Facts {
    let name: Text | null = null;
    let linkage: Text | null = null;
    let root = offset;
    let unitRow = -1;
    let declFile = 0;
    let declLine = 0;
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
          linkage = { unit, form: v.linkageForm, value: v.linkage, entry: next };
        if (name === null && v.nameForm !== 0) name = { unit, form: v.nameForm, value: v.name, entry: next };
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
    const isNamed = name !== null || linkage !== null;
    return { isNamed, root, name, linkage, unit: unitRow, declFile, declLine };
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
