import { ByteReader } from "./byteReader";
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

/** Reads the table at `offset` of .debug_abbrev. */
export function readAbbrevs(bytes: Uint8Array, offset: number, sizes: FormSizes): AbbrevTable {
  const r = new ByteReader(bytes, offset);
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
