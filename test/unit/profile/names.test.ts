import { describe, expect, it } from "vitest";
import { shortName } from "../../../src/core/profile/names";

describe("a name where there is little room", () => {
  it.each([
    ["alloc::vec::Vec<T>::push", "Vec::push"],
    ["<guest::Block as guest::Hash>::update", "Block::update"],
    ["main", "main"],
    // OpenVM's chips, as its metrics name them: the last bracket is often not there.
    ["VmAirWrapper<Rv32BaseAluAdapterAir, BaseAluCoreAir<4, 8>", "BaseAluCoreAir<4, 8>"],
    ["VmAirWrapper<Rv32BaseAluAdapterAir, ShiftCoreAir<4, 8> >", "ShiftCoreAir<4, 8>"],
    ["VmAirWrapper<Rv32RdWriteAdapterAir, Rv32AuipcCoreAir>", "Rv32AuipcCoreAir"],
    [
      "VmAirWrapper<Rv32VecHeapAdapterAir<1, 2, 2, 32, 32>, FieldExpressionCoreAir>",
      "FieldExpressionCoreAir",
    ],
    ["RangeTupleCheckerAir<2>", "RangeTupleCheckerAir"],
    ["VmAirWrapper<", "VmAirWrapper"],
    ["VmAirWrapper", "VmAirWrapper"],
  ])("%s → %s", (name, short) => {
    expect(shortName(name)).toBe(short);
  });
});
