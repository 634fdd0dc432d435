import { describe, expect, it } from "vitest";
import { libraryFunctions } from "../../../src/core/analysis/libraryCrates";
import { profileOf } from "../profiles";

const functionsOf = (...crates: readonly (string | null)[]) => ({
  ...profileOf({ functions: crates.map((crate) => [`${crate}::f`, 1, 1] as const) }).functions,
  crate: [...crates],
});
const libraries = (crates: readonly (string | null)[], own: readonly string[]) => [
  ...libraryFunctions(functionsOf(...crates), new Set(own)),
];

describe("libraryFunctions", () => {
  it("takes all but the guest's own crates where they are known", () => {
    expect(libraries(["ledger", "bincode", "core", null], ["ledger"])).toEqual([0, 1, 1, 0]);
  });

  it("does not dim the whole guest because a report lies in a folder of another name", () => {
    expect(libraries(["ledger", "bincode", "core"], ["recorded"])).toEqual([0, 0, 1]);
  });
});
