import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern } from "../../../src/core/analysis/flame/pattern";

const found = (pattern: string, text: string): boolean | string => {
  const compiled = compilePattern(pattern);
  return typeof compiled === "string" ? compiled : compiled.matches(text.toLowerCase());
};

describe("patterns", () => {
  test.each([
    ["keccak", "tiny_keccak::keccakf"],
    ["^tiny.*f$", "tiny_keccak::keccakf"],
    ["KECCAK", "keccakf"],
    ["[A-Z]ec", "Vec::push"],
    ["add|mul|sub", "k256::mul"],
    ["(ab){2,3}c", "xababc"],
    ["a{2}", "baab"],
    ["\\d+\\w*", "sha256_round"],
    ["[^a-z:]", "u256"],
    ["vec<.*>::push", "alloc::vec::Vec<u8>::push"],
    ["\\(\\)", "fn()"],
    ["x??y", "y"],
    ["[]x]", "]"],
  ])("%s is in %s", (pattern, text) => expect(found(pattern, text)).toBe(true));

  test.each([
    ["^hash", "rehash"],
    ["hash$", "hashes"],
    ["a{3}", "aa"],
    ["[^a-z]", "abc"],
    ["\\D", "123"],
  ])("%s is not in %s", (pattern, text) => expect(found(pattern, text)).toBe(false));

  test.each(["(", ")", "[", "a**", "*a", "\\", "\\b", "\\1", "(?=a)", "(?<n>a)", "a{3,2}", "[z-a]"])(
    "%s is refused",
    (pattern) => expect(found(pattern, "a")).toBe("syntax"),
  );

  test("what would blow up is too long, what makes others hang is answered", () => {
    expect(found("((a{200}){200}){200}", "a")).toBe("too-long");
    expect(found("(".repeat(400) + ")".repeat(400), "a")).toBe("too-long");
    expect(found("(a+)+$", `${"a".repeat(4000)}b`)).toBe(false);
    expect(found("(.*)*(.*)*(.*)*x$", "y".repeat(2000))).toBe(false);
  });

  test("agrees with the engine's own on what both can do", () => {
    const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)", "\\d");
    const piece = fc.tuple(atom, fc.constantFrom("", "*", "+", "?", "{1,2}")).map((parts) => parts.join(""));
    const pattern = fc
      .tuple(
        fc.constantFrom("", "^"),
        fc.array(piece, { minLength: 1, maxLength: 4 }),
        fc.constantFrom("", "$"),
      )
      .map(([start, pieces, end]) => start + pieces.join("") + end);
    const text = fc.array(fc.constantFrom("a", "b", "1"), { maxLength: 8 }).map((chars) => chars.join(""));
    fc.assert(
      fc.property(pattern, text, (p, t) => found(p, t) === new RegExp(p).test(t)),
      { numRuns: 2000 },
    );
  });
});
