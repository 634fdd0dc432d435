import { expect, it } from "vitest";
import { functionKey, parsedKey } from "../../../src/core/compare/functionKey";

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
