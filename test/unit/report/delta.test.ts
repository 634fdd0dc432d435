import { describe, expect, it } from "vitest";
import {
  changeText,
  deltaChange,
  deltaSide,
  deltaText,
  formatDeltaShare,
  type Delta,
} from "../../../src/core/report/delta";

describe("a change in words", () => {
  it.each<[Delta, string, string]>([
    [{ base: 1000, next: 1042 }, "+4.2 % worse", "+42  +4.2 % worse"],
    [{ base: 1000, next: 880 }, "-12.0 % better", "-120  -12.0 % better"],
    [{ base: 7, next: 7 }, "=", "="],
    [{ base: 0, next: 0 }, "=", "="],
    [{ base: 1e6, next: 1e6 + 1 }, "+1 worse", "+1 worse"],
    [{ base: 1e6, next: 1e6 - 1 }, "-1 better", "-1 better"],
    // A base of nothing has no percentage, and neither has a missing side.
    [{ base: 0, next: 3_100_000 }, "+3.10 M worse", "+3.10 M worse"],
    [{ base: null, next: 842, missing: "base" }, "new", "+842 new"],
    [{ base: 842, next: null, missing: "next" }, "gone", "-842 gone"],
    [{ base: null, next: 842 }, "", ""],
    [{ base: 1, next: null }, "", ""],
    [{ base: 1, next: 4000 }, "+400 K % worse", "+4.00 K  +400 K % worse"],
  ])("%j is %s", (delta, text, change) => {
    expect(deltaText(delta)).toBe(text);
    expect(changeText(delta)).toBe(change);
  });

  it("has a side: new is worse, gone is better, an unknown has none", () => {
    const side = (delta: Delta) => [deltaSide(delta), deltaChange(delta)];
    expect(side({ base: null, next: 5, missing: "base" })).toEqual(["worse", 5]);
    expect(side({ base: 5, next: null, missing: "next" })).toEqual(["better", -5]);
    expect(side({ base: null, next: 5 })).toEqual([null, null]);
    expect(side({ base: 5, next: 5 })).toEqual([null, 0]);
  });

  it("is never NaN, Infinity or -0", () => {
    for (const share of [Number.NaN, Infinity, -Infinity, null]) expect(formatDeltaShare(share)).toBe("–");
    expect(formatDeltaShare(-0)).toBe("=");
    expect(formatDeltaShare(0.0004)).toBe("< +0.1 %");
  });
});
