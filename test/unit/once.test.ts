import { expect, test } from "vitest";
import { once } from "../../src/core/once";

test("a value is made when it is first asked for, and only then", () => {
  let made = 0;
  const value = once(() => void made++);
  expect(made).toBe(0);
  expect([value(), value(), made]).toEqual([undefined, undefined, 1]);
});
