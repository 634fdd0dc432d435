import { expect, it } from "vitest";
import type { Profile } from "../../../src/core/profile/model";
import type { HeldComparison } from "../../../src/server/compare/comparing";
import { comparisonExport } from "../../../src/server/exports";
import { drawn, profileFromTree } from "../flame/pictures";

/** `main` calls `f`, into which `g` is inlined; the plain tree has what `g` costs in `f`. */
function guest(g: number): Profile {
  const inlinedTree = profileFromTree(`main 1\n  f 5\n    g~ ${String(g)}`).callTree!;
  return { ...profileFromTree(`main 1\n  f ${String(5 + g)}`), inlinedTree };
}

const held = (base: Profile, next: Profile) =>
  ({
    id: "compare-1",
    base: { profile: base, title: "main" },
    next: { profile: next, title: "mine", metric: "cost" },
  }) as HeldComparison;
const folded = (base: Profile, next: Profile, inlined?: boolean) =>
  comparisonExport(held(base, next), "compare-1", "folded", {
    metric: "cost",
    ...(inlined === undefined ? {} : { inlined }),
  }).text;

it("has inlined functions as frames where the graph shows them", () => {
  expect(folded(guest(2), guest(4), true)).toBe(
    `${drawn(`
    main 1 1
    main;f 5 5
    main;f;g~ 2 4
  `)}\n`,
  );
  expect(folded(guest(2), guest(4), false)).toBe("main 1 1\nmain;f 7 9\n");
  expect(folded(guest(2), guest(4))).toBe("main 1 1\nmain;f 7 9\n");
});

it("has none where only one side tells them: they were all new", () => {
  const { inlinedTree: _, ...plain } = guest(2);
  expect(folded(plain, guest(4), true)).toBe("main 1 1\nmain;f 7 9\n");
});
