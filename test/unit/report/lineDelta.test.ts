import { describe, expect, it } from "vitest";
import { isShownDelta, lineDelta } from "../../../src/core/report/lineDelta";

describe("the change of a line", () => {
  it("says by arrow, sign, figure and word which side it is on", () => {
    const worse = { base: 1_000_000, next: 1_042_000 };
    expect(lineDelta(worse, "full").text).toBe("▲ +42.0 K  +4.2 % worse");
    expect(lineDelta(worse, "percent").text).toBe("▲ +4.2 % worse");
    expect(lineDelta(worse, "count").text).toBe("▲ +42.0 K worse");
    expect(lineDelta({ base: 900, next: null, missing: "next" }, "full").text).toBe("▼ -900 gone");
    expect(lineDelta({ base: null, next: 900, missing: "base" }, "percent").text).toBe("▲ new");
  });

  it("says nothing of what did not change or is not known", () => {
    for (const delta of [undefined, { base: 7, next: 7 }, { base: null, next: 7 }, { base: 7, next: null }])
      expect(lineDelta(delta, "full")).toEqual({ text: "", side: null, effect: 0 });
  });

  it("is shown from a tenth of the threshold of the run or a twentieth of the file's largest change on", () => {
    const shown = (effect: number) => isShownDelta(effect, { whole: 100_000, threshold: 0.01, most: 10_000 });
    expect([shown(0), shown(99), shown(100), shown(500)]).toEqual([false, false, true, true]);
    expect(isShownDelta(1, { whole: null, threshold: 0.01, most: 20 })).toBe(true);
    expect(isShownDelta(1, { whole: null, threshold: 0.01, most: 21 })).toBe(false);
  });
});
