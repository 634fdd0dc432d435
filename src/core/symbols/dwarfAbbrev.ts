import { ByteReader, OutOfBounds } from "./byteReader";
import { Form, Tag } from "./dwarfConstants";
import { fixedSize, type FormSizes } from "./dwarfForms";

/** The shape of one kind of entry. */
export interface Abbrev {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Triples: attribute, form, value of an implicit constant. */
  readonly specs: readonly number[];
  /** Bytes of the entry behind its code where no value has to be looked at; else -1. */
  readonly size: number;
  readonly kind: EntryKind;
}

/** What the walk does with an entry. */
export type EntryKind = "function" | "inlined" | "scope" | "other";

export type AbbrevTable = ReadonlyMap<number, Abbrev>;

const maxAttributes = 4096;

/** Tables of all units, each read once. */
export class AbbrevTables {
  private readonly tables = new Map<string, AbbrevTable>();
  private read = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Throws OutOfBounds where the table is damaged, or where tables overlap so often that no compiler wrote them. */
  at(offset: number, sizes: FormSizes): AbbrevTable {
    const key = `${offset}/${sizes.version}/${sizes.addressSize}/${sizes.offsetSize}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      if (this.read > 16 * this.bytes.length) throw new OutOfBounds();
      const r = new ByteReader(this.bytes, offset);
      try {
        table = readAbbrevs(r, sizes);
      } finally {
        this.read += r.pos - offset;
      }
      this.tables.set(key, table);
    }
    return table;
  }
}

function readAbbrevs(r: ByteReader, sizes: FormSizes): AbbrevTable {
  const table = new Map<number, Abbrev>();
  for (;;) {
    const code = r.uleb();
    if (code === 0) return table;
    const tag = r.uleb();
    const hasChildren = r.u8() !== 0;
    const specs: number[] = [];
    let size = 0;
    for (;;) {
      const attribute = r.uleb();
      const form = r.uleb();
      const implicit = form === Form.implicitConst ? r.sleb() : 0;
      if (attribute === 0 && form === 0) break;
      if (specs.length < 3 * maxAttributes) specs.push(attribute, form, implicit);
      const one = fixedSize(form, sizes);
      size = size < 0 || one < 0 ? -1 : size + one;
    }
    if (!table.has(code)) table.set(code, { tag, hasChildren, specs, size, kind: kindOf(tag) });
  }
}

function kindOf(tag: number): EntryKind {
  switch (tag) {
    case Tag.subprogram:
      return "function";
    case Tag.inlinedSubroutine:
      return "inlined";
    case Tag.namespace:
    case Tag.module:
    case Tag.structureType:
    case Tag.classType:
    case Tag.unionType:
    case Tag.enumerationType:
    case Tag.interfaceType:
      return "scope";
    default:
      return "other";
  }
}
