import { expect, it } from "vitest";
import { pathStart } from "../../../src/core/compare/pathStart";

const paths = [
  "",
  "a",
  "a::b",
  "a::b::c",
  "a::bc",
  "a_b",
  "aB",
  "a9",
  "Z",
  "<A as B>::f",
  "-",
  "[x]",
  "[y]",
  "a b",
  "a!b",
]
  .concat([
    "é",
    "éa",
    "ü",
    "aé",
    "aéb",
    "aüa",
    "a\u0000",
    "\u0000",
    "a{impl#1}",
    "a{impl#2}",
    "~",
    "😀",
    "crate_12::module_3",
  ])
  .concat(["crate_12::module_4", "crate_1::m", "crate_13"]);

it("has the larger number for the smaller path, or the same", () => {
  for (const a of paths)
    for (const b of paths) if (a < b) expect([a, b, pathStart(a) >= pathStart(b)]).toEqual([a, b, true]);
});

it("tells paths apart that differ in their first eight signs, and no others", () => {
  const differ = (a: string, b: string): boolean => pathStart(a) !== pathStart(b);
  expect([differ("core::fmt", "core::mem"), differ("alloc::vec", "alloc::str")]).toEqual([true, true]);
  expect([differ("crate_12::a", "crate_12::b"), differ("é", "ü"), differ("a{1", "a|2")]).toEqual([
    false,
    false,
    false,
  ]);
});
