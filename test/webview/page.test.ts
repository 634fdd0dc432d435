import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { flamePageHtml } from "../../src/core/report/flamePage";
import { violations } from "./access.test";
import { guestProfile, hostileProfile } from "./profiles";
import type { Suite, WebviewTest, World } from "./suite";

function write(world: World, name: string, profile: ReturnType<typeof guestProfile>): string {
  const html = flamePageHtml({
    title: "guest </title>",
    profile,
    script: world.files.get("flamePage.js")!,
    style: world.files.get("flamePage.css")!,
    nonce: "abcDEF123",
  });
  const file = path.join(world.artifacts, name);
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}

const lines = {
  length: 2,
  files: ["/home/dev/guest/src/main.rs"],
  file: Int32Array.of(0, 0),
  line: Int32Array.of(7, 12),
  self: { cost: Float64Array.of(900, 1200) },
  total: { cost: Float64Array.of(900, 1200) },
};

const works = (colorScheme: "dark" | "light"): WebviewTest => ({
  name: `page (${colorScheme}): works from disk, offline, with graph and both tables; axe finds nothing`,
  async run(world) {
    const viewport = { width: 1200, height: 1100 };
    const context = await world.browser.newContext({ colorScheme, offline: true, viewport });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(write(world, "guest.html", { ...guestProfile(), lines, totals: { variable: 51_010 } }));
    await page.locator("main[data-painted]").waitFor();
    assert.ok((await page.locator("g[role=treeitem]").count()) > 20);
    const tables = await page.locator(".hot-tables").innerText();
    assert.match(tables, /Hot functions[^]*Hot lines[^]*guest\/src\/main\.rs:12/);
    // A heading sorts, pressed again the other way; the figures stay with their names.
    const names = (): Promise<string[]> =>
      page.locator(".hot-table").first().locator("tbody td:first-child").allInnerTexts();
    const unsorted = await names();
    const heading = page.locator(".hot-table").first().locator("thead th:first-child");
    await heading.locator("button").click();
    assert.equal(await heading.getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await names(), [...unsorted].sort());
    await page.keyboard.press("Enter");
    assert.equal(await heading.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await names(), [...unsorted].sort().reverse());
    await page.locator("input[type=search]").fill("keccak");
    await page.waitForFunction(() => document.querySelector("output")!.textContent === "30.0 % in 3 frames");
    await page.locator("g[role=treeitem][aria-label^='guest::check,']").dblclick();
    await page.locator(".crumbs li:nth-child(4)").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
    await page.screenshot({ path: path.join(world.artifacts, `page-${colorScheme}.png`) });
  },
});

export const pageTests: Suite = [
  works("dark"),
  works("light"),
  {
    name: "page: hostile names stay text; script and style without data stay under 400 KB",
    async run(world) {
      const page = await world.browser.newPage();
      await page.goto(write(world, "hostile.html", hostileProfile()));
      await page.locator("main[data-painted]").waitFor();
      assert.equal(await page.evaluate(() => "hacked" in window), false);
      assert.equal(await page.evaluate(() => document.scripts.length), 2);
      assert.ok(world.files.get("flamePage.js")!.length + world.files.get("flamePage.css")!.length < 400_000);
    },
  },
];
