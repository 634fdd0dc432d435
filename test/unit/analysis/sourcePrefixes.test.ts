import { describe, expect, it } from "vitest";
import { sourcePrefixes } from "../../../src/core/analysis/sourcePrefixes";

describe("sourcePrefixes", () => {
  it.each([
    ["/build/g/src/a.rs", "/home/me/g/src/a.rs", { from: "/build/", to: "/home/me/" }],
    ["/build/src/a.rs", "/home/me/g/src/a.rs", { from: "/build/", to: "/home/me/g/" }],
    [
      "/rustc/abc/library/core/src/num.rs",
      "/sys/library/core/src/num.rs",
      { from: "/rustc/abc/", to: "/sys/" },
    ],
    ["/build/a.rs", "/home/b.rs", null],
    ["/same/a.rs", "/same/a.rs", null],
    ["src/a.rs", "/home/src/a.rs", null],
  ])("%s found at %s", (named, here, expected) => expect(sourcePrefixes(named, here)).toEqual(expected));
});
