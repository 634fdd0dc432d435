import { describe, expect, it } from "vitest";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import type { FlameRows, FlameSlice, FlameSliceParams } from "../../../src/core/analysis/flame/types";
import type { Profile } from "../../../src/core/profile/model";
import { isSliceParams } from "../../../src/protocol/flame";
import { isFlameSlice } from "../../../src/protocol/flameGuards";
import { after, before, comparedIndex } from "./comparedRuns";
import { drawn, params } from "./pictures";

/** `name base→next`, with `new` or `gone` where a side has it not. */
function picture(slice: FlameSlice, rows: FlameRows = slice.rows): string {
  const depth: number[] = [];
  return rows.parent
    .map((parent, row) => {
      depth[row] = parent < 0 ? 0 : depth[parent]! + 1;
      const { base, next, sides } = rows.diff!;
      const name = rows.frame[row]! >= 0 ? slice.frames[rows.frame[row]!]!.name : "all";
      const side = { 1: " gone", 2: " new" }[sides[row]!] ?? "";
      return `${"  ".repeat(depth[row]!)}${name} ${base[row]}→${next[row]}${side}`;
    })
    .join("\n");
}
const look = (over: Partial<FlameSliceParams> = {}) => flameSlice(comparedIndex(), params(over));

describe("a flame graph of two runs", () => {
  it("is as wide as the newer run and says of each frame what it was", () => {
    const slice = look();
    expect(picture(slice)).toBe(
      drawn(`
        all 210→260
          main 210→260
            g::a 150→210
              g::d 50→50
            g::c 0→40 new
      `),
    );
    expect(slice.diff).toMatchObject({ side: "next", base: 210, next: 260, goneMore: 0 });
  });

  it("lists what is gone by its topmost frames, which add up", () => {
    expect(look().diff!.gone.map(({ name, caller, base }) => `${caller} > ${name} ${base}`)).toEqual([
      "main > g::b 50",
    ]);
  });

  it("is as wide as the base where that is asked for: there stands what is gone", () => {
    expect(picture(look({ side: "base" }))).toBe(
      drawn(`
        all 210→260
          main 210→260
            g::a 150→210
              g::d 50→50
            g::b 50→0 gone
              g::d 20→0 gone
      `),
    );
  });

  it("inverted: every function with both its selfs, callers below", () => {
    expect(picture(look({ mode: "inverted" }))).toBe(
      drawn(`
        all 210→260
          g::a 100→160
            main 100→160
          g::d 70→50
            g::a 50→50
              main 50→50
          g::c 0→40 new
            main 0→40 new
          main 10→10
      `),
    );
  });

  it("inverted at a frame keeps both sides of its callers", () => {
    const d = look({ mode: "inverted" });
    const row = d.rows.frame.findIndex((frame) => d.frames[frame]?.name === "g::d");
    const focus = [d.frames[d.rows.frame[row]!]!.id];
    expect(picture(look({ mode: "inverted", focus })).split("\n")[0]).toBe("g::d 70→50");
    expect(picture(look({ mode: "inverted", focus, side: "base" }))).toBe(
      drawn(`
        g::d 70→50
          g::a 50→50
            main 50→50
          g::b 20→0 gone
            main 20→0 gone
      `),
    );
  });

  it("sandwich: callers and callees of one function on both sides", () => {
    const all = look();
    const pivot = all.frames.find(({ name }) => name === "g::a")!.id;
    const slice = look({ mode: "sandwich", pivot });
    expect(picture(slice)).toBe("g::a 150→210\n  g::d 50→50");
    expect(picture(slice, slice.callers!)).toBe("g::a 150→210\n  main 150→210");
  });

  it("counts what a tree does not carry on its own side", () => {
    const outside = (profile: Profile, cost: number): Profile => ({ ...profile, unattributed: { cost } });
    const slice = flameSlice(comparedIndex(outside(before, 5), outside(after, 9)), params());
    expect(picture(slice)).toContain("[outside the call tree] 5→9");
    expect(slice.diff).toMatchObject({ base: 215, next: 269 });
  });

  it("crosses to the page only in its shape", () => {
    const slice = look();
    expect(isFlameSlice(slice)).toBe(true);
    const rows = slice.rows;
    const diff = rows.diff!;
    for (const wrong of [
      { ...slice, diff: { ...slice.diff, base: Number.NaN } },
      { ...slice, diff: { ...slice.diff, gone: [{ name: 7 }] } },
      { ...slice, rows: { ...rows, diff: { ...diff, base: diff.base.slice(1) } } },
      { ...slice, rows: { ...rows, diff: { ...diff, sides: diff.sides.map(() => "both") } } },
    ])
      expect(isFlameSlice(wrong)).toBe(false);
    expect(isSliceParams(params({ side: "base" }))).toBe(true);
    expect(isSliceParams({ ...params(), side: "both" })).toBe(false);
  });

  it("of a run with itself changes nothing and loses nothing", () => {
    const slice = flameSlice(comparedIndex(after, after), params());
    expect(slice.diff!.gone).toEqual([]);
    const { base, next } = slice.rows.diff!;
    expect(base).toEqual(next);
  });
});
