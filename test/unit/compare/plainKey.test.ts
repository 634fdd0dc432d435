import { expect, it } from "vitest";
import { functionKey, parsedKey } from "../../../src/core/compare/functionKey";
import { textHash } from "../../../src/core/compare/keyTable";
import { PathReader } from "../../../src/core/compare/pathReader";

const words = [
  "main",
  "a",
  "Vec",
  "_x",
  "h0",
  "r0",
  "self",
  "impl_1",
  "evm",
  "Node",
  "new",
  "h0123456789abcdef",
  "h17h",
];

it("a plain path is the key that parsing it gives", () => {
  let state = 3;
  const below = (n: number) => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % n;
  for (let i = 0; i < 3_000; i++) {
    const name = Array.from({ length: 1 + below(5) }, () => words[below(words.length)]).join("::");
    expect([name, functionKey(name)]).toEqual([name, parsedKey(name)]);
  }
  for (const name of [
    "_ZN4core3fmt17h0123456789abcdefE",
    "memcpy",
    "__rust_alloc",
    "a::",
    "::a",
    "a:b",
    "9a",
  ])
    expect([name, functionKey(name)]).toEqual([name, parsedKey(name)]);
});

const pieces = [
  ..."a Vec f :: :: :: < <T> <u8> ::<u8> ::{closure#0} ::{{closure}} {impl#1} <a::B<'_> ( [ ] ) > -> { } 17h 9".split(
    " ",
  ),
  ...[
    " as ",
    "<impl ",
    "h0123456789abcdef",
    ".llvm.12",
    "é",
    "r#x",
    "fn() -> u8",
    "&",
    "{{vtable.shim}}",
    "$",
  ],
];

it("whatever is put together of names, one pass over it gives the key that taking it apart gives, and its hash", () => {
  let state = 5;
  const below = (n: number) => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % n;
  const reader = new PathReader();
  let quick = 0;
  for (let i = 0; i < 60_000; i++) {
    const name = Array.from({ length: 1 + below(8) }, () => pieces[below(pieces.length)]).join("");
    expect([name, functionKey(name)]).toEqual([name, parsedKey(name)]);
    if (!reader.read(name)) continue;
    quick++;
    expect([name, reader.hash]).toEqual([name, textHash(reader.key)]);
  }
  expect(quick).toBeGreaterThan(1000);
});

it("the usual names with generics and closures are read in one pass", () => {
  const reader = new PathReader();
  for (const [name, key] of [
    ["a::b::f::<u8>", "a::b::f"],
    ["a::Vec<T, [u8; 4]>::push", "a::Vec::push"],
    ["a::f::{closure#0}::{closure#2}", "a::f"],
    ["a::m::{impl#3}::f", "a::m::f"],
    ["a::f::<fn() -> u8>", "a::f"],
  ] as const)
    expect([reader.read(name), reader.key]).toEqual([true, key]);
});
