import { describe, expect, it } from "vitest";
import { inlinedFigures, innermostFunctions } from "../../../src/core/analysis/functionFigures";
import { indexFunctions } from "../../../src/core/rust/functionIndex";

const source = `fn a() {
    fn inner() {
        1;
    }
    2;
}

mod m {
    fn b() { 3; }
}
trait T { fn signature(); }
fn c() {
    4;
}`;
const { functions } = indexFunctions(source);

describe("innermostFunctions", () => {
  it("finds the fn around each line, whatever the order of the lines", () => {
    const lines = [12, 2, 6, 4, 0, 8, 1, 10, 13, 99];
    const names = [...innermostFunctions(functions, lines)].map((fn) => functions[fn]?.name ?? "-");
    expect(names.join(" ")).toBe("c inner - a a b inner - c -");
  });
});

describe("inlinedFigures", () => {
  it("adds the selfs of a function's own lines, nested ones apart, matched ones left out", () => {
    const cost = (line: number, self: number) => ({ line, self, total: self });
    const matched = new Set([functions.findIndex((fn) => fn.name === "c")]);
    const lines = [cost(0, 1), cost(2, 10), cost(4, 100), cost(12, 1000), cost(6, 5)];
    const figures = inlinedFigures(functions, matched, lines, "steps");
    expect(figures.map((f) => `${functions[f.fn]!.name} ${f.self}`).sort()).toEqual(["a 101", "inner 10"]);
    expect(figures[0]).toMatchObject({ total: null, calls: null, rows: [], metric: "steps" });
  });
});
