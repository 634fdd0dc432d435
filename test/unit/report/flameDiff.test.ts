import { describe, expect, it } from "vitest";
import { FlameIndex } from "../../../src/core/analysis/flame/flameIndex";
import { flameSlice } from "../../../src/core/analysis/flame/slice";
import type { Profile } from "../../../src/core/profile/model";
import { diffFoldedReport } from "../../../src/core/report/diffFolded";
import { flameSvg } from "../../../src/core/report/flameSvg";
import { speedscopeComparison } from "../../../src/core/report/speedscope";
import { run } from "../compare/pictures";
import { after, before, comparedIndex } from "../flame/comparedRuns";
import { drawn, params, profileFromTree } from "../flame/pictures";

describe("folded stacks of two runs", () => {
  it("are a line each stack with cost of its own in either: before, after", () => {
    expect(diffFoldedReport(before, after)).toBe(
      `${drawn(`
      main 10 10
      main;g::a 100 160
      main;g::a;g::d 50 50
      main;g::c 0 40
      main;g::b 30 0
      main;g::b;g::d 20 0
    `)}\n`,
    );
  });

  it("add up to both runs, and are each other's mirror", () => {
    const sums = (text: string) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ").slice(-2).map(Number))
        .reduce(([a, b], [x, y]) => [a! + x!, b! + y!], [0, 0]);
    expect(sums(diffFoldedReport(before, after))).toEqual([210, 260]);
    expect(sums(diffFoldedReport(after, before))).toEqual([260, 210]);
  });

  it("match instances of one function as a comparison does", () => {
    const one = profileFromTree("main 1\n  f::<u8> 5");
    const two = profileFromTree("main 1\n  f::<u16> 7");
    expect(diffFoldedReport(one, two)).toBe("main 1 1\nmain;f 5 7\n");
  });

  it("are functions alone where a side has no tree, and refused where no self cost is known", () => {
    const flat = (self: number) =>
      run({
        functions: [
          ["f;x", { self }],
          ["g", { self: 0 }],
        ],
      });
    expect(diffFoldedReport(flat(3), flat(4))).toBe("f:x 3 4\n");
    const total = run({ functions: [["f", { total: 3 }]], totals: { variable: 3 } });
    expect(() => diffFoldedReport(total, total)).toThrow("do not both know what functions cost themselves");
  });
});

describe("a speedscope file of two runs", () => {
  it("holds a profile each, the newer first, of frames that are shared", () => {
    const file = speedscopeComparison([before, "main"], [after, "mine"]);
    expect(file.profiles.map(({ name, endValue }) => [name, endValue])).toEqual([
      ["cost, new: mine", 260],
      ["cost, base: main", 210],
    ]);
    expect(file.shared.frames.map(({ name }) => name)).toEqual(["main", "g::a", "g::d", "g::c", "g::b"]);
    const stacks = file.profiles.map(({ events }) =>
      events.filter(({ type }) => type === "O").map(({ frame }) => file.shared.frames[frame]!.name),
    );
    expect(stacks).toEqual([
      ["main", "g::a", "g::d", "g::c"],
      ["main", "g::a", "g::d", "g::b", "g::d"],
    ]);
  });
});

describe("the picture of a differential flame graph", () => {
  const svg = (over = {}, base: Profile = before, next: Profile = after) => {
    return flameSvg(flameSlice(comparedIndex(base, next), params(over)), "mine, compared with main", "mine");
  };
  const frame = (text: string, name: string) =>
    text.split("\n").find((line) => line.startsWith("<g>") && line.includes(`>${name}: `))!;

  it("says whose it is, by how much the whole changed and whose the widths are", () => {
    expect(svg()).toContain(
      "<title>mine, compared with main: 210 → 260 cost, +50  +23.8 % worse; widths: now</title>",
    );
    expect(svg({ side: "base" })).toContain("widths: before</title>");
  });

  it("colours frames by their change, with both figures, and the change behind the name", () => {
    const text = svg();
    expect(frame(text, "g::a")).toMatch(
      /150 → 210 cost, \+60 {2}\+40\.0 % worse<.*class="w3".*>g::a {2}\+40\.0 %</,
    );
    expect(frame(text, "g::d")).toMatch(/50 → 50 cost, no change<.*class="same".*>g::d</);
  });

  it("hatches what is new or gone, which is no percentage", () => {
    expect(frame(svg(), "g::c")).toMatch(/40 cost, \+40 new<.*class="w3".*url\(#hatch\).*>g::c {2}new</);
    expect(frame(svg({ side: "base" }), "g::b")).toMatch(/50 cost, -50 gone<.*class="b3".*url\(#hatch\)/);
    expect(svg().split('id="hatch"')).toHaveLength(2);
  });

  it("is the plain one where nothing is compared", () => {
    const plain = flameSvg(flameSlice(new FlameIndex(after), params()), "mine", "mine");
    expect(plain).not.toMatch(/hatch|\.w1|→/);
  });
});
