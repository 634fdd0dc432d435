import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignLines } from "../../../src/core/analysis/alignLines";
import { lineMap } from "../../../src/core/analysis/lineMap";

/** Letters are lines; recorded ones are upper case. Gives for each its place now, `-` for none. */
function align(built: string, now: string): string {
  const lines = [...built].flatMap((c, i) => (c === c.toUpperCase() ? [i] : []));
  const found = alignLines(
    lines,
    lines.map((i) => built.charAt(i)),
    [...now],
  );
  return [...found].map((place) => (place < 0 ? "-" : String(place))).join(" ");
}

describe("alignLines", () => {
  it.each([
    ["nothing changed", "aBcD", "aBcD", "1 3"],
    ["a block inserted above", "aBcD", "xyzaBcD", "4 6"],
    ["a line removed above", "aBcD", "BcD", "0 2"],
    ["a line edited", "aBcD", "axcD", "- 3"],
    ["a line removed", "aBcDE", "acDE", "- 2 3"],
    ["a block inserted between", "aBcDE", "aBxxxcDE", "1 6 7"],
    ["everything changed", "ABC", "xyz", "- - -"],
    ["an empty document", "ABC", "", "- - -"],
    ["equal lines: neighbours decide", "A}B}C}", "xA}B}C}", "1 2 3 4 5 6"],
    ["an edited line does not move to its twin far below", "A}BC", "A}xC zz B", "0 1 - 3"],
  ])("%s", (_what, built, now, expected) => expect(align(built, now)).toBe(expected));

  it("finds in any document only equal lines, in order", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "}", ""), { maxLength: 40 });
    fc.assert(
      fc.property(lines, lines, (built, now) => {
        const found = [...alignLines([...built.keys()], built, now)];
        let last = -1;
        found.forEach((place, i) => {
          if (place < 0) return;
          expect(now[place]).toBe(built[i]);
          expect(place).toBeGreaterThan(last);
          last = place;
        });
      }),
    );
  });

  it("finds every line of a document that was only added to in one place", () => {
    const distinct = fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 40 }).map((all) => all.map(String));
    fc.assert(
      fc.property(distinct, fc.nat(), fc.nat({ max: 50 }), (built, at, added) => {
        const where = at % (built.length + 1);
        const now = [...built.slice(0, where), ...Array<string>(added).fill("new"), ...built.slice(where)];
        const found = [...alignLines([...built.keys()], built, now)];
        expect(found).toEqual(built.map((_, i) => (i < where ? i : i + added)));
      }),
    );
  });
});

describe("lineMap", () => {
  // Recorded: line 2 and line 5 of the build; three lines were inserted between them.
  const map = lineMap([2, 5], ["b", "e"], ["a", "b", "+", "+", "+", "c", "d", "e"]);
  it("knows recorded lines exactly and others by their neighbours", () => {
    expect([map.exact(2), map.exact(5), map.exact(4)]).toEqual([1, 7, -1]);
    expect([map.near(1), map.near(4), map.near(9)]).toEqual([0, 6, 11]);
    expect(map.lost).toBe(0);
  });
});
