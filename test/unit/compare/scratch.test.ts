import { expect, it } from "vitest";
import { compareProfiles } from "../../../src/core/compare/compareProfiles";
import { Scratch } from "../../../src/core/compare/scratch";
import { run } from "./pictures";

it("gives the same memory again once the work is over, and never to two at once", () => {
  const first = Scratch.open();
  const [a, b] = [first.doubles(10_000), first.ints(10_000)];
  expect([a.length, b.length]).toEqual([10_000, 10_000]);
  expect(a.buffer).not.toBe(b.buffer);
  const second = Scratch.open();
  expect([a.buffer, b.buffer]).not.toContain(second.words(10_000).buffer);
  first.close();
  const again = second.doubles(9_000);
  expect(again.buffer).toBe(a.buffer);
  expect(again).toHaveLength(9_000);
  second.close();
});

it("keeps no more than a bound, whatever was taken", () => {
  const large = Scratch.open();
  const taken = Array.from({ length: 8 }, () => large.bytes(6 * 2 ** 20).buffer);
  large.close();
  const next = Scratch.open();
  const kept = Array.from({ length: 8 }, () => next.bytes(6 * 2 ** 20).buffer).filter((buffer) =>
    taken.includes(buffer),
  );
  expect(kept.length).toBeLessThanOrEqual(2);
  next.close();
});

it("two lists that are read at once do not write into each other", () => {
  const side = (step: number) =>
    run({
      functions: Array.from({ length: 4000 }, (_, i) => [`k::f${String(i)}`, { self: i * step }] as const),
      lines: Array.from({ length: 4000 }, (_, i) => ["src/a.rs", i + 1, i * step] as const),
    });
  const { functions, lines } = compareProfiles(side(1), side(3));
  const [expected, expectedLines] = [[...functions], [...lines]];
  const rows = functions[Symbol.iterator]();
  const others = functions[Symbol.iterator]();
  const ofLines = lines[Symbol.iterator]();
  for (let at = 0; at < 4000; at++) {
    expect(rows.next().value).toEqual(expected[at]);
    if (at % 2 === 0) expect(others.next().value).toEqual(expected[at / 2]);
    expect(ofLines.next().value).toEqual(expectedLines[at]);
    if (at % 1000 === 0) expect(functions.find(({ key }) => key === "k::f7")!.self["cost"]?.delta).toBe(14);
  }
});
