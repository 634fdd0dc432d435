import { ByteReader, OutOfBounds } from "./byteReader";
import { At, Form, Tag } from "./dwarfConstants";
import { fixedSize, type FormSizes } from "./dwarfForms";
import type { Shapes } from "./fastDebug";

/** The shape of one kind of entry. */
export interface Abbrev {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Triples: attribute, form, value of an implicit constant. */
  readonly specs: readonly number[];
  /** Bytes of the entry behind its code where no value has to be looked at; else -1. */
  readonly size: number;
  readonly kind: EntryKind;
  /** Of functions and inlined ones: where what matters of most stands; null where each value has to be looked at. */
  readonly layout: EntryLayout | null;
}

/** Offsets of values behind the entry's code, -1 for those that are not there, and their forms. */
export interface EntryLayout {
  /** Of 8 bytes, as is `high` where it is an address. */
  readonly low: number;
  readonly high: number;
  readonly highForm: number;
  /** Of 4 bytes: an offset. */
  readonly ranges: number;
  readonly callFile: number;
  /** Bytes of the value, 1 to 4. */
  readonly callFileSize: number;
  readonly callLine: number;
  readonly callLineSize: number;
}

/** What the walk does with an entry. */
export type EntryKind = "function" | "inlined" | "scope" | "other";

/** Bits of `AbbrevTable.steps` below the size. */
export const step = { hasChildren: 1, isInlined: 2, bits: 2 } as const;
/** Of what takes more than a step. */
const noStep = -1;

/** Shapes by their codes, read as far as they are asked for. */
export class AbbrevTable {
  /**
   * How to step over an entry that says nothing, by its code: its size, and the bits of `step`; -1 where it has to be
   * looked at. Inlined ones say something only where a function is kept.
   */
  readonly steps: number[] = [noStep];
  /** Compilers count them from 1. */
  private readonly byCode: (Abbrev | undefined)[] = [undefined];
  private readonly others = new Map<number, Abbrev>();
  private isWhole = false;

  /** `shapes`: the same in memory; null where they are read by hand. */
  constructor(
    private readonly r: ByteReader,
    private readonly sizes: FormSizes,
    readonly shapes: Shapes | null,
  ) {}

  get(code: number): Abbrev | undefined {
    while (code >= this.byCode.length && !this.isWhole) this.next();
    return code < this.byCode.length ? this.byCode[code] : this.others.get(code);
  }

  /** Throws OutOfBounds where the table is damaged. */
  readAll(): void {
    while (!this.isWhole) this.next();
  }

  private next(): void {
    const { r, byCode, others } = this;
    const code = r.uleb();
    if (code === 0) {
      this.isWhole = true;
      return;
    }
    const abbrev = readAbbrev(r, this.sizes);
    // The first of several with one code counts.
    if (code === byCode.length && !others.has(code)) {
      byCode.push(abbrev);
      this.steps.push(stepOf(abbrev));
    } else if (code > byCode.length && !others.has(code)) others.set(code, abbrev);
  }
}

const maxAttributes = 4096;
/** Larger entries are no mere steps. */
const largestStep = 1 << 20;

function stepOf({ size, kind, hasChildren }: Abbrev): number {
  if (size < 0 || size > largestStep || kind === "function") return noStep;
  const bits = (hasChildren ? step.hasChildren : 0) | (kind === "inlined" ? step.isInlined : 0);
  return (size << step.bits) | bits;
}

/** Tables of all units, each read once. */
export class AbbrevTables {
  private readonly tables = new Map<string, AbbrevTable>();
  private read = 0;

  /** `shapesAt`: what reads the table at an offset into memory, and gives null where that is to be done by hand. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly shapesAt: (offset: number) => Shapes | null = () => null,
  ) {}

  /** Throws OutOfBounds where the table is damaged, or where tables overlap so often that no compiler wrote them. */
  at(offset: number, sizes: FormSizes): AbbrevTable {
    const { version, addressSize, offsetSize } = sizes;
    const key = `${offset}/${version}/${addressSize}/${offsetSize}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      if (this.read > 16 * this.bytes.length) throw new OutOfBounds();
      const r = new ByteReader(this.bytes, offset);
      const isUsual = version > 2 && addressSize === 8 && offsetSize === 4;
      const shapes = isUsual ? this.shapesAt(offset) : null;
      table = new AbbrevTable(r, sizes, shapes);
      if (shapes !== null) this.read += shapes.length;
      else
        try {
          table.readAll();
        } finally {
          this.read += r.pos - offset;
        }
      this.tables.set(key, table);
    }
    return table;
  }
}

function readAbbrev(r: ByteReader, sizes: FormSizes): Abbrev {
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
  const kind = kindOf(tag);
  const layout = kind === "function" || kind === "inlined" ? layoutOf(specs, sizes) : null;
  return { tag, hasChildren, specs, size, kind, layout };
}

function layoutOf(specs: readonly number[], sizes: FormSizes): EntryLayout | null {
  const found = {
    low: -1,
    high: -1,
    highForm: 0,
    ranges: -1,
    callFile: -1,
    callFileSize: 0,
    callLine: -1,
    callLineSize: 0,
  };
  let at = 0;
  for (let i = 0; i < specs.length; i += 3) {
    const form = specs[i + 1]!;
    const size = fixedSize(form, sizes);
    switch (specs[i]) {
      case At.declaration:
        return null;
      case At.lowPc:
        if (at < 0 || form !== Form.addr || size !== 8 || found.low >= 0) return null;
        found.low = at;
        break;
      case At.highPc:
        if (at < 0 || !isPlain(form) || found.high >= 0) return null;
        found.high = at;
        found.highForm = form;
        break;
      case At.ranges:
        if (at < 0 || (form !== Form.secOffset && form !== Form.data4) || size !== 4 || found.ranges >= 0)
          return null;
        found.ranges = at;
        break;
      case At.callFile:
        if (at < 0 || !isSmall(form) || found.callFile >= 0) return null;
        found.callFile = at;
        found.callFileSize = size;
        break;
      case At.callLine:
        if (at < 0 || !isSmall(form) || found.callLine >= 0) return null;
        found.callLine = at;
        found.callLineSize = size;
        break;
      default:
        break;
    }
    at = at < 0 || size < 0 ? -1 : at + size;
  }
  return found;
}

function isSmall(form: number): boolean {
  return form === Form.data1 || form === Form.data2 || form === Form.data4;
}

/** An address, or a length. */
function isPlain(form: number): boolean {
  return form === Form.addr || form === Form.data8 || isSmall(form);
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
