import assert from "node:assert/strict";
import { openFlame } from "./harness";
import { deepProfile, guestProfile, hostileNames, hostileProfile } from "./profiles";
import { until } from "./until";
import type { Suite } from "./suite";

export const hostileTests: Suite = [
  {
    name: "hostile names are text everywhere: graph, table, menu, search, SVG",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, hostileProfile());
      assert.equal((await flame.labels()).length, hostileNames.length + 1);
      await flame.page.locator("g[tabindex='0']").first().focus();
      await flame.page.keyboard.press("ArrowDown");
      await flame.page.keyboard.press("c");
      await flame.page.keyboard.press("t");
      await flame.page.locator("input[type=search]").fill("</script>");
      await flame.page.waitForFunction(
        () => document.querySelector("output")!.textContent === "12.5 % in 1 frames",
      );
      await flame.page.getByRole("button", { name: "Export" }).click();
      await flame.page.getByRole("menuitem", { name: "SVG of this view" }).click();
      await until(
        () => flame.deeds.some((deed) => deed.startsWith("save")),
        () => `an export in ${flame.deeds.length} deeds`,
      );
      const found = await flame.page.evaluate(() => ({
        hacked: "hacked" in window,
        scripts: document.scripts.length,
        images: document.images.length,
        links: document.links.length,
      }));
      assert.deepEqual(found, { hacked: false, scripts: 1, images: 0, links: 0 });
      const svg = flame.deeds.find((deed) => deed.startsWith("save"))!;
      assert.ok(!svg.includes("<script") && !svg.includes("<img"));
      assert.ok(svg.length < 200_000, "a name of a million characters is cut");
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "hostile messages to the page change nothing",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const before = await flame.labels();
      const messages = [
        null,
        42,
        "showProfile",
        { type: "notice", name: "showProfile", value: { profile: { id: 1 } } },
        { type: "notice", name: "showFunction", value: "</script>" },
        { type: "notice", name: "__proto__", value: {} },
        { type: "answer", id: 1, value: { layout: "tree" } },
        { type: "failed", id: 99, message: "x" },
        { type: "call", id: 1, name: "eval", params: "1" },
      ];
      for (const message of messages) await flame.send(message);
      await flame.quiet();
      assert.deepEqual(await flame.labels(), before);
      assert.deepEqual(flame.complaints, []);
    },
  },
  {
    name: "hostile answers are refused with a sentence, the next one is taken",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const broken = guestProfile();
      flame.show({ ...broken, callTree: { ...broken.callTree!, self: null as never } });
      await flame.page.locator(".note:not([hidden])").waitFor();
      assert.match(await flame.page.locator(".note").innerText(), /could not be drawn/);
      await flame.painted(() => Promise.resolve(flame.show(guestProfile())));
      assert.equal(await flame.page.locator(".note:not([hidden])").count(), 0);
    },
  },
  {
    name: "a depth of 100,000: 1,000 levels are drawn, the last one leads deeper",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, deepProfile(100_000));
      assert.ok((await flame.labels()).length <= 1000);
      assert.match((await flame.labels()).at(-1)!, /^… 99,00\d more levels/);
      await flame.painted(() => flame.frame("… 99,002 more levels").dblclick());
      assert.match(await flame.page.locator(".crumbs").innerText(), /…/);
      await flame.painted(() => flame.page.getByRole("button", { name: "Inverted" }).click());
      assert.ok((await flame.labels()).length <= 5000);
      await flame.painted(() => flame.page.getByRole("button", { name: "Collapse recursion" }).click());
      assert.equal((await flame.labels()).length, 1 + 3 + 2 + 1);
      assert.deepEqual(flame.complaints, []);
    },
  },
];
