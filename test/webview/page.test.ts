import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkComparison } from "../../src/core/compare/check";
import { compareProfiles } from "../../src/core/compare/compareProfiles";
import { parsePercent } from "../../src/core/compare/percent";
import type { Profile } from "../../src/core/profile/model";
import { compareHtml } from "../../src/core/report/compareHtml";
import { run } from "../unit/compare/pictures";
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

const many = (count: number): Profile =>
  run({
    functions: Array.from({ length: count }, (_, i) => [
      `<guest::trie::Node<guest::db::Cache<${"T".repeat(60)}>> as guest::Encode>::encode_${String(i)}`,
      { self: 1000 + i, total: 1000 + i, calls: 1, at: [`/home/me/${"a/".repeat(40)}lib.rs`, i + 1] },
    ]),
  });

const narrow: WebviewTest = {
  name: "page: narrow, names stay beside their figures; what is left out is said, a cut name is whole in its tooltip",
  async run(world) {
    const page = await world.browser.newPage({ viewport: { width: 400, height: 800 } });
    await page.goto(write(world, "narrow.html", many(130)));
    await page.locator(".hot-table").first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const table = page.locator(".hot-table").first();
    assert.match(await table.innerText(), /… 30 more$/);
    const name = table.locator("tbody td").first();
    assert.equal(await name.innerText(), "Node::encode_129");
    assert.match((await name.getAttribute("title"))!, /^<guest::trie::Node<.*>::encode_129$/);
    await table.evaluate((element) => (element.scrollLeft = 200));
    assert.ok((await name.boundingBox())!.x >= 0);
  },
};

const comparison = (colorScheme: "dark" | "light"): WebviewTest => ({
  name: `compare page (${colorScheme}): offline, nothing asked for, within 400 px, axe finds nothing`,
  async run(world) {
    const compared = compareProfiles(many(3), many(5));
    const check = checkComparison(compared, {
      maxRegression: parsePercent("0", ""),
      perFunction: parsePercent("0", ""),
      allow: [],
      today: "2026-11-21",
    });
    const digest = (text: string): string => createHash("sha256").update(text).digest("base64");
    const file = path.join(world.artifacts, "compare.html");
    writeFileSync(file, compareHtml(compared, check, { title: "guest </title>", digest }));
    const viewport = { width: 400, height: 800 };
    const context = await world.browser.newContext({ colorScheme, offline: true, viewport });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => void complaints.push(message.text()));
    page.on("request", (asked) => void (asked.url().startsWith("file:") || complaints.push(asked.url())));
    await page.goto(pathToFileURL(file).href);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    const functions = page.getByRole("region", { name: "Functions by self cost" });
    await functions.evaluate((element) => (element.scrollLeft = 300));
    assert.ok((await functions.getByRole("rowheader").first().boundingBox())!.x >= 0);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
    await page.screenshot({ path: path.join(world.artifacts, `compare-page-${colorScheme}.png`) });
  },
});

export const pageTests: Suite = [
  works("dark"),
  works("light"),
  narrow,
  comparison("dark"),
  comparison("light"),
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
