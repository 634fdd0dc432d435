import type { ByteReader } from "./byteReader";
import { Form } from "./dwarfConstants";

/** What the size of a value depends on. */
export interface FormSizes {
  readonly version: number;
  readonly addressSize: number;
  /** 4, or 8 in 64-bit DWARF. */
  readonly offsetSize: number;
}

/** A form that no known version has: the rest of the unit cannot be read. */
export class UnknownForm extends Error {
  override readonly name = "UnknownForm";
  constructor(readonly form: number) {
    super(`form 0x${form.toString(16)}`);
  }
}

/** Size of a value whose size its form alone gives; -1 where the value must be looked at. */
export function fixedSize(form: number, sizes: FormSizes): number {
  switch (form) {
    case Form.flagPresent:
    case Form.implicitConst:
      return 0;
    case Form.data1:
    case Form.flag:
    case Form.ref1:
    case Form.strx1:
    case Form.addrx1:
      return 1;
    case Form.data2:
    case Form.ref2:
    case Form.strx2:
    case Form.addrx2:
      return 2;
    case Form.strx3:
    case Form.addrx3:
      return 3;
    case Form.data4:
    case Form.ref4:
    case Form.refSup4:
    case Form.strx4:
    case Form.addrx4:
      return 4;
    case Form.data8:
    case Form.ref8:
    case Form.refSig8:
    case Form.refSup8:
      return 8;
    case Form.data16:
      return 16;
    case Form.addr:
      return sizes.addressSize;
    case Form.refAddr:
      return sizes.version <= 2 ? sizes.addressSize : sizes.offsetSize;
    case Form.strp:
    case Form.secOffset:
    case Form.lineStrp:
    case Form.strpSup:
    case Form.gnuRefAlt:
    case Form.gnuStrpAlt:
      return sizes.offsetSize;
    default:
      return -1;
  }
}

/**
 * One value as a number: an address, offset, index, constant or flag as it stands. Of an inline string it is the
 * string's place in the section, of a block NaN.
 */
export function readForm(r: ByteReader, form: number, sizes: FormSizes, implicit: number): number {
  switch (form) {
    case Form.flagPresent:
      return 1;
    case Form.implicitConst:
      return implicit;
    case Form.sdata:
      return r.sleb();
    case Form.udata:
    case Form.refUdata:
    case Form.strx:
    case Form.addrx:
    case Form.loclistx:
    case Form.rnglistx:
    case Form.gnuAddrIndex:
    case Form.gnuStrIndex:
      return r.uleb();
    case Form.string: {
      const at = r.pos;
      r.skipCString();
      return at;
    }
    case Form.block1:
      return skipBlock(r, r.u8());
    case Form.block2:
      return skipBlock(r, r.u16());
    case Form.block4:
      return skipBlock(r, r.u32());
    case Form.block:
    case Form.exprloc:
      return skipBlock(r, r.uleb());
    case Form.indirect: {
      const inner = r.uleb();
      if (inner === Form.indirect || inner === Form.implicitConst) throw new UnknownForm(inner);
      return readForm(r, inner, sizes, implicit);
    }
    default: {
      const size = fixedSize(form, sizes);
      if (size < 0) throw new UnknownForm(form);
      if (size === 3) return r.u24();
      if (size === 16) return skipBlock(r, 16);
      return r.uint(size);
    }
  }
}

/** Moves over one value. */
export function skipForm(r: ByteReader, form: number, sizes: FormSizes): void {
  const size = fixedSize(form, sizes);
  if (size >= 0) r.skip(size);
  else if (form === Form.udata || form === Form.sdata || form === Form.refUdata) r.skipLeb();
  else readForm(r, form, sizes, 0);
}

function skipBlock(r: ByteReader, length: number): number {
  r.skip(length);
  return NaN;
}
