import { ByteReader, OutOfBounds } from "./byteReader";
import type { Abbrev } from "./dwarfAbbrev";
import { At, Form } from "./dwarfConstants";
import { readForm, skipForm } from "./dwarfForms";
import { readRanges, type Budget } from "./dwarfRanges";
import type { DwarfSections } from "./dwarfSections";
import { address, type Unit } from "./dwarfUnit";
import { FloatColumn, IntColumn } from "./growable";
import { InlineRanges } from "./inlineRanges";

/** More than this of nodes or ranges is damage; the rest is left out. */
const maxNodes = 4_000_000;

/** Function instances of all units as columns: out-of-line functions and what was inlined into them. */
export class FunctionNodes {
  /** Offset of the entry that names the function: the abstract origin, else the entry itself. */
  readonly origin = new FloatColumn();
  readonly parent = new IntColumn();
  readonly unit = new IntColumn();
  /** Where it was inlined, as the unit's line program counts files; 0 for out-of-line functions. */
  readonly callFile = new IntColumn();
  readonly callLine = new IntColumn();
  readonly callColumn = new IntColumn();
  readonly ranges = new InlineRanges();
  /** Whether any instance has code. */
  found = false;
  /** Entries of range lists that may still be read. */
  readonly budget: Budget = { left: 4 * maxNodes };

  get length(): number {
    return this.origin.length;
  }
}

/** Every function entry that is no mere declaration, and the scope it stands in. */
export class FunctionEntries {
  /** Offset in .debug_info, ascending. */
  readonly offset = new FloatColumn();
  /** Row of `scopes`; -1 for the unit. */
  readonly scope = new IntColumn();
  readonly unit = new IntColumn();
  /** Entry address; NaN where no code was made for it. */
  readonly lowPc = new FloatColumn();
  readonly declaration = new IntColumn();
}

/** Namespaces and types around functions. */
export class Scopes {
  readonly parent = new IntColumn();
  readonly unit = new IntColumn();
  /** Form and value of the name as they stand; form 0 for none. */
  readonly nameForm = new IntColumn();
  readonly nameValue = new FloatColumn();
}

export interface DwarfTables {
  readonly nodes: FunctionNodes;
  readonly entries: FunctionEntries;
  readonly scopes: Scopes;
}

/**
 * Walks the entries of one unit without recursion. Throws OutOfBounds or UnknownForm where the unit is damaged; what
 * was read until then stays.
 */
export function walkUnit(
  sections: DwarfSections,
  unit: Unit,
  unitRow: number,
  isCode: (address: number) => boolean,
  out: DwarfTables,
): void {
  const { nodes, entries, scopes } = out;
  const r = new ByteReader(sections.info, unit.firstEntry, unit.end);
  // Per open entry: the node and the scope that its children are in.
  const nodeOf: number[] = [];
  const scopeOf: number[] = [];
  let node = -1;
  let scope = -1;
  const entry = new EntryValues();
  // A byte of an entry holds a few attributes at most, but hostile shapes have thousands in none.
  const mostWork = 16 * (unit.end - unit.firstEntry) + 100_000;
  let work = 0;
  while (!r.done) {
    const offset = r.pos;
    const code = r.uleb();
    if (code === 0) {
      if (nodeOf.length === 0) continue; // padding behind the root
      node = nodeOf.pop()!;
      scope = scopeOf.pop()!;
      continue;
    }
    const abbrev = unit.abbrevs.get(code);
    if (abbrev === undefined) return; // nothing behind it can be read
    if (abbrev.size < 0 || abbrev.kind !== "other") work += abbrev.specs.length / 3;
    if (work > mostWork) throw new OutOfBounds();
    let childNode = node;
    let childScope = scope;
    switch (abbrev.kind) {
      case "other":
        skipEntry(r, abbrev, unit);
        break;
      case "scope":
        entry.read(r, abbrev, unit);
        childScope = scopes.parent.length;
        scopes.parent.push(scope);
        scopes.unit.push(unitRow);
        scopes.nameForm.push(entry.nameForm);
        scopes.nameValue.push(entry.name);
        break;
      default: {
        // Inlined into nothing that is kept: it is passed over, whatever it says.
        if (abbrev.kind === "inlined" && node < 0) {
          skipEntry(r, abbrev, unit);
          break;
        }
        entry.read(r, abbrev, unit);
        const low = address(sections, unit, entry.lowForm === 0 ? undefined : entry.lowForm, entry.low);
        if (abbrev.kind === "function") {
          entries.offset.push(offset);
          entries.scope.push(scope);
          entries.unit.push(unitRow);
          entries.lowPc.push(isCode(low) ? low : NaN);
          entries.declaration.push(entry.declaration);
          // A function inside a function (a local class's method) is none of its inlined frames.
          childNode = -1;
        }
        if (nodes.length >= maxNodes || nodes.ranges.length >= maxNodes) break;
        const inlined = abbrev.kind === "inlined";
        const parent = inlined ? node : -1;
        const hasCode = entry.lowForm !== 0 || entry.rangesForm !== 0;
        if (!hasCode) break;
        const row = nodes.length;
        const before = nodes.ranges.length;
        let placed = false;
        const range = (from: number, to: number): void => {
          if (!(from < to && isCode(from))) return;
          placed = nodes.found = true;
          if (nodes.ranges.length < maxNodes) nodes.ranges.add(from, to, row);
        };
        if (entry.rangesForm !== 0)
          readRanges(sections, unit, entry.rangesForm, entry.ranges, nodes.budget, range);
        else range(low, highPc(sections, unit, entry, low));
        if (nodes.ranges.length === before) {
          // Dropped by the linker, or more than is kept: then what is inlined there is not either.
          if (placed) childNode = -1;
          break;
        }
        nodes.origin.push(entry.origin >= 0 ? entry.origin : offset);
        nodes.parent.push(parent);
        nodes.unit.push(unitRow);
        nodes.callFile.push(inlined ? entry.callFile : 0);
        nodes.callLine.push(inlined ? entry.callLine : 0);
        nodes.callColumn.push(inlined ? entry.callColumn : 0);
        childNode = row;
      }
    }
    if (abbrev.hasChildren) {
      nodeOf.push(node);
      scopeOf.push(scope);
      node = childNode;
      scope = childScope;
    }
  }
}

/** Behind the last byte of an entry of contiguous code; `low` where it does not say. */
export function highPc(sections: DwarfSections, unit: Unit, entry: EntryValues, low: number): number {
  const form = entry.highForm;
  if (form === 0) return low;
  const absolute =
    form === Form.addr ||
    (form >= Form.addrx1 && form <= Form.addrx4) ||
    form === Form.addrx ||
    form === Form.gnuAddrIndex;
  return absolute ? address(sections, unit, form, entry.high) : low + entry.high;
}

/** Moves over an entry's values. */
export function skipEntry(r: ByteReader, abbrev: Abbrev, unit: Unit): void {
  if (abbrev.size >= 0) {
    r.skip(abbrev.size);
    return;
  }
  const { specs } = abbrev;
  for (let i = 1; i < specs.length; i += 3) skipForm(r, specs[i]!, unit);
}

/** The attributes of one entry that matter here; one object is used for all. Forms are 0 where there is none. */
export class EntryValues {
  nameForm = 0;
  name = 0;
  linkageForm = 0;
  linkage = 0;
  lowForm = 0;
  low = 0;
  highForm = 0;
  high = 0;
  rangesForm = 0;
  ranges = 0;
  /** Offset in .debug_info of the abstract origin or specification; -1 for none. */
  origin = -1;
  declaration = 0;
  declFile = 0;
  declLine = 0;
  callFile = 0;
  callLine = 0;
  callColumn = 0;

  read(r: ByteReader, abbrev: Abbrev, unit: Unit): void {
    this.nameForm = this.linkageForm = this.lowForm = this.highForm = this.rangesForm = 0;
    this.origin = -1;
    this.declaration = this.declFile = this.declLine = this.callFile = this.callLine = this.callColumn = 0;
    const { specs } = abbrev;
    for (let i = 0; i < specs.length; i += 3) {
      const form = specs[i + 1]!;
      switch (specs[i]) {
        case At.name:
          this.name = readForm(r, form, unit, 0);
          this.nameForm = form;
          break;
        case At.linkageName:
        case At.mipsLinkageName:
          this.linkage = readForm(r, form, unit, 0);
          this.linkageForm = form;
          break;
        case At.lowPc:
          this.low = readForm(r, form, unit, 0);
          this.lowForm = form;
          break;
        case At.highPc:
          this.high = readForm(r, form, unit, specs[i + 2]!);
          this.highForm = form;
          break;
        case At.ranges:
          this.ranges = readForm(r, form, unit, 0);
          this.rangesForm = form;
          break;
        case At.abstractOrigin:
        case At.specification:
          this.origin = reference(readForm(r, form, unit, 0), form, unit);
          break;
        case At.declaration:
          this.declaration = readForm(r, form, unit, specs[i + 2]!);
          break;
        case At.declFile:
          this.declFile = readForm(r, form, unit, specs[i + 2]!);
          break;
        case At.declLine:
          this.declLine = readForm(r, form, unit, specs[i + 2]!);
          break;
        case At.callFile:
          this.callFile = readForm(r, form, unit, specs[i + 2]!);
          break;
        case At.callLine:
          this.callLine = readForm(r, form, unit, specs[i + 2]!);
          break;
        case At.callColumn:
          this.callColumn = readForm(r, form, unit, specs[i + 2]!);
          break;
        default:
          skipForm(r, form, unit);
      }
    }
  }
}

/** Offset in .debug_info that a reference means; -1 for one into another file or by signature. */
function reference(value: number, form: number, unit: Unit): number {
  switch (form) {
    case Form.refAddr:
      return value;
    case Form.ref1:
    case Form.ref2:
    case Form.ref4:
    case Form.ref8:
    case Form.refUdata:
      return unit.offset + value;
    default:
      return -1;
  }
}
