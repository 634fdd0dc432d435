import { expect, it } from "vitest";
import { MetricsChoices } from "../../../src/host/openvm/metricsChoices";

function choices(stored: unknown = undefined) {
  let state = stored;
  const memento = {
    get: <T>(): T | undefined => state as T | undefined,
    update: (_key: string, value: unknown) => {
      state = value;
      return Promise.resolve();
    },
  };
  return { choices: new MetricsChoices(memento as never), stored: () => state };
}

it("a choice is kept for its file; without any the file is forgotten", async () => {
  const { choices: all, stored } = choices();
  expect(all.of("/a.json")).toEqual({ version: null, previous: null });
  await all.change("/a.json", { previous: "/b.json" });
  await all.change("/a.json", { version: "2.0" });
  expect(all.of("/a.json")).toEqual({ version: "2.0", previous: "/b.json" });
  await all.change("/a.json", { version: null, previous: null });
  expect(stored()).toEqual({});
});

it("the last 50 files are remembered", async () => {
  const { choices: all } = choices();
  for (let i = 0; i < 60; i++) await all.change(`/${i}.json`, { version: "1.5" });
  expect(all.of("/9.json").version).toBeNull();
  expect(all.of("/10.json").version).toBe("1.5");
});

it.each([null, 7, "x", [1], { "/a.json": null }, { "/a.json": { version: 3, previous: {} } }])(
  "what another version stored as %j is no choice",
  (state) => expect(choices(state).choices.of("/a.json")).toEqual({ version: null, previous: null }),
);
