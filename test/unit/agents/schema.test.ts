import { describe, expect, it } from "vitest";
import { pageOf } from "../../../src/agents/paging";
import { check, flag, input, list, orNull, text, whole, word } from "../../../src/agents/schema";

const schema = input(
  {
    name: text("", 5),
    order: word(["self", "total"]),
    limit: whole(1, 100),
    on: flag(),
    values: list(whole(0, 9), "", 3),
    note: orNull(text()),
  },
  ["name"],
);

describe("the input of a tool", () => {
  it.each([
    [{ name: "a" }],
    [{ name: "a", order: "self", limit: 100, on: false, values: [1, 2, 3], note: null }],
  ])("%j is let through", (value) => expect(() => check(schema, value)).not.toThrow());

  it.each([
    [null, "the input is no object"],
    [[], "the input is no object"],
    [{}, "name is missing"],
    [{ name: 1 }, "name is no string"],
    [{ name: "abcdef" }, "name is longer than 5 characters"],
    [{ name: "a", order: "up" }, "order is none of self, total"],
    [{ name: "a", limit: 1.5 }, "limit is no integer"],
    [{ name: "a", limit: Number.NaN }, "limit is no integer"],
    [{ name: "a", limit: 1e300 }, "limit is no integer"],
    [{ name: "a", limit: 101 }, "limit is more than 100"],
    [{ name: "a", values: [1, 2, 3, 4] }, "values has more than 3 items"],
    [{ name: "a", values: [1, 10] }, "values[1] is more than 9"],
    [{ name: "a", other: 1 }, "other is not known"],
    [JSON.parse('{"name":"a","__proto__":{"x":1}}'), "__proto__ is not known"],
    [{ name: "a", constructor: 1 }, "constructor is not known"],
    [{ name: "a", "\u001b[31mx\ny": 1 }, "x y is not known"],
  ])("%j is refused: %s", (value, why) => expect(() => check(schema, value)).toThrow(why));
});

describe("pages", () => {
  const key = ["hot", "run-1", "cost"];

  it("follow one another to the end", () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const { offset, end, of } = pageOf({ limit: 4, cursor }, 10, key);
      for (let i = offset; i < end; i++) seen.push(i);
      cursor = of(end - offset).nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("go on where the room of an answer ended", () => {
    const first = pageOf({ limit: 4 }, 10, key).of(2);
    expect(first).toMatchObject({ returned: 2, total: 10 });
    expect(pageOf({ limit: 4, cursor: first.nextCursor! }, 10, key).offset).toBe(2);
  });

  it("of another question, of a list that became shorter, or made up are refused", () => {
    const { nextCursor } = pageOf({ limit: 4 }, 10, key).of(4);
    expect(() => pageOf({ cursor: nextCursor! }, 10, ["hot", "run-2", "cost"])).toThrow("another list");
    expect(() => pageOf({ cursor: nextCursor! }, 3, key)).toThrow("has changed");
    for (const cursor of ["", "5", "-1.00000000", "9".repeat(40), "__proto__"])
      expect(() => pageOf({ cursor }, 10, key)).toThrow("another list");
  });
});
