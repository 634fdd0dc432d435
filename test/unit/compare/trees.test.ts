import { describe, expect, it } from "vitest";
import { compareTrees } from "../../../src/core/compare/compareTrees";
import type { TreeComparison } from "../../../src/core/compare/types";
import { run } from "./pictures";

const trees = (base: readonly string[], next: readonly string[]) =>
  compareTrees(run({ stacks: base }), run({ stacks: next }));

/** `main;b 12→9`, with all below. */
function picture({ base, next, baseTotal, nextTotal }: TreeComparison): string[] {
  return Array.from(base.prefix, (_, node) => {
    const path: string[] = [];
    for (let at = node; at >= 0; at = base.prefix[at]!) path.unshift(next.frames.name[next.frame[at]!]!);
    return `${path.join(";")} ${String(baseTotal["cost"]![node])}→${String(nextTotal["cost"]![node])}`;
  }).sort();
}

describe("two call trees joined", () => {
  it("have a node for every path of either side, with both figures", () => {
    const joined = trees(["main 1", "main;a 5", "main;b;c 7"], ["main 2", "main;a 9", "main;d 4"])!;
    expect(picture(joined)).toEqual(["main 13→15", "main;a 5→9", "main;b 7→0", "main;b;c 7→0", "main;d 0→4"]);
    const name = (node: number) => joined.base.frames.name[joined.base.frame[node]!];
    expect(joined.gone.map(name)).toEqual(["b"]);
    expect(joined.added.map(name)).toEqual(["d"]);
    expect([...joined.base.self["cost"]!].reduce((a, b) => a + b)).toBe(13);
    expect([...joined.next.self["cost"]!].reduce((a, b) => a + b)).toBe(15);
  });

  it("join instances of one fn below one caller, and name them by what they share", () => {
    const joined = trees(["m;v::push::<u8> 1", "m;v::push::<u16> 2"], ["m;v::push::<u64> 4"])!;
    expect(picture(joined)).toEqual(["m 3→4", "m;v::push 3→4"]);
    expect(joined.keys).toEqual(["m", "v::push"]);
  });

  it("keep parents before children and share everything but the figures", () => {
    const { base, next } = trees(["a;b;c 1", "a;x 2"], ["a;x;y 3", "q 1"])!;
    expect(base.prefix).toBe(next.prefix);
    expect(base.frames).toBe(next.frames);
    base.prefix.forEach((parent, node) => expect(parent).toBeLessThan(node));
  });

  it("are as deep as they are: 200,000 frames need no stack", () => {
    const deep = Array.from({ length: 200_000 }, (_, i) => `f${String(i % 3)}`).join(";");
    const joined = trees([`${deep} 1`], [`${deep} 2`])!;
    expect([joined.base.length, joined.baseTotal["cost"]![0], joined.nextTotal["cost"]![0]]).toEqual([
      200_000, 1, 2,
    ]);
  });

  it("are none where a side has no tree", () => {
    expect(compareTrees(run(), run({ stacks: ["a 1"] }))).toBeNull();
  });
});
