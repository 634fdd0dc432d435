import { describe, expect, it } from "vitest";
import { alignColumns } from "../../../src/core/report/table";

describe("alignColumns", () => {
  it("puts figures under each other, in the last column too", () => {
    const columns = [{ title: "" }, { title: "cost", right: true }, { title: "", right: true }];
    const rows = [
      ["main", "406,147,306", "56.3 %"],
      ["precompiles", "1,016,731", "0.1 %"],
      ["base", "285,212,672", ""],
    ];
    expect(alignColumns(columns, rows, Number.POSITIVE_INFINITY)).toEqual([
      "                      cost",
      "  main         406,147,306  56.3 %",
      "  precompiles    1,016,731   0.1 %",
      "  base         285,212,672",
    ]);
  });

  it("cuts the last column in its middle where the terminal ends, and pads no name", () => {
    const columns = [{ title: "n", right: true }, { title: "name" }];
    const rows = [
      ["1", "guest::a::very::long::name::of::a::function"],
      ["22", "short"],
    ];
    expect(alignColumns(columns, rows, 30)).toEqual([
      "   n  name",
      "   1  guest::a::ve…a::function",
      "  22  short",
    ]);
  });
});
