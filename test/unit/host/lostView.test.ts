import { describe, expect, it } from "vitest";
import { CycleLensError } from "../../../src/core/errors";
import { LostView } from "../../../src/host/openvm/lostView";
import { fromServer } from "../../../src/host/serverErrors";

const gone = (): Promise<never> =>
  Promise.reject(new CycleLensError("not-found", "this view of the metrics is gone", "refresh it"));

describe("a metrics view that the server lost", () => {
  function view() {
    let reloads = 0;
    const lost = new LostView<object>(() => void reloads++);
    return { lost, reloads: () => reloads };
  }

  it("is read again once; a file that cannot be read either is no endless loop", async () => {
    const { lost, reloads } = view();
    const shown = {};
    // As the page asks again whenever it is told what is wrong.
    for (let i = 0; i < 5; i++) await expect(lost.ask(shown, gone)).rejects.toThrow("gone");
    expect(reloads()).toBe(1);
    const next = {};
    for (let i = 0; i < 5; i++) await expect(lost.ask(next, gone)).rejects.toThrow("gone");
    expect(reloads()).toBe(2);
  });

  it("is left alone while answers come, or were cancelled, or before there is any", async () => {
    const { lost, reloads } = view();
    expect(await lost.ask({}, () => Promise.resolve(7))).toBe(7);
    await expect(lost.ask(null, gone)).rejects.toThrow();
    const cancelled = fromServer({ code: -32800 });
    await expect(lost.ask({}, () => Promise.reject(cancelled))).rejects.toBe(cancelled);
    expect(reloads()).toBe(0);
  });
});

it.each([-32099, -32097, -32096])("a server that stopped is said as such, with a way out (%d)", (code) => {
  const lost = Object.assign(new Error("Pending response rejected since connection got disposed"), { code });
  expect(fromServer(lost)).toMatchObject({
    kind: "io",
    message: "the language server stopped",
    hint: expect.stringContaining("reload the window") as string,
  });
});
