import { ByteReader, OutOfBounds } from "./byteReader";
import { Form } from "./dwarfConstants";
import type { DwarfSections } from "./dwarfSections";
import { addressAt, type Unit } from "./dwarfUnit";

/** Entries that may still be read: hostile files let many functions point at one long list. */
export interface Budget {
  left: number;
}

/**
 * Calls `add` with every [from, to) of the range list behind a DW_AT_ranges value. Damage ends the list; an empty
 * budget throws OutOfBounds.
 */
export function readRanges(
  sections: DwarfSections,
  unit: Unit,
  form: number,
  value: number,
  budget: Budget,
  add: (from: number, to: number) => void,
): void {
  try {
    if (unit.version < 5) readOldList(sections, unit, value, budget, add);
    else
      readNewList(
        sections,
        unit,
        form === Form.rnglistx ? listOffset(sections, unit, value) : value,
        budget,
        add,
      );
  } catch (error) {
    if (!(error instanceof OutOfBounds) || budget.left < 0) throw error;
  }
}

/** .debug_ranges of versions 2 to 4: pairs relative to a base. */
function readOldList(
  sections: DwarfSections,
  unit: Unit,
  offset: number,
  budget: Budget,
  add: (from: number, to: number) => void,
): void {
  const r = new ByteReader(sections.ranges, offset);
  const size = unit.addressSize;
  const selector = size === 8 ? 18446744073709551615 : 0xffffffff;
  let base = unit.lowPc;
  for (;;) {
    if (--budget.left < 0) throw new OutOfBounds();
    const from = r.uint(size);
    const to = r.uint(size);
    if (from === 0 && to === 0) return;
    if (from === selector) base = to;
    else add(base + from, base + to);
  }
}

function listOffset(sections: DwarfSections, unit: Unit, index: number): number {
  // Without a base the list's own header (which is 12 or 20 bytes long) is the first of the section.
  const base = unit.rnglistsBase === 0 ? (unit.offsetSize === 8 ? 20 : 12) : unit.rnglistsBase;
  return base + new ByteReader(sections.rnglists, base + index * unit.offsetSize).uint(unit.offsetSize);
}

/** .debug_rnglists of version 5. */
function readNewList(
  sections: DwarfSections,
  unit: Unit,
  offset: number,
  budget: Budget,
  add: (from: number, to: number) => void,
): void {
  const r = new ByteReader(sections.rnglists, offset);
  const size = unit.addressSize;
  let base = unit.lowPc;
  for (;;) {
    if (--budget.left < 0) throw new OutOfBounds();
    switch (r.u8()) {
      case 0:
        return;
      case 1:
        base = addressAt(sections, unit, r.uleb());
        break;
      case 2: {
        const from = addressAt(sections, unit, r.uleb());
        add(from, addressAt(sections, unit, r.uleb()));
        break;
      }
      case 3: {
        const from = addressAt(sections, unit, r.uleb());
        add(from, from + r.uleb());
        break;
      }
      case 4: {
        const from = base + r.uleb();
        add(from, base + r.uleb());
        break;
      }
      case 5:
        base = r.uint(size);
        break;
      case 6: {
        const from = r.uint(size);
        add(from, r.uint(size));
        break;
      }
      case 7: {
        const from = r.uint(size);
        add(from, from + r.uleb());
        break;
      }
      default:
        return;
    }
  }
}
