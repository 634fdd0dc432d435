import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page } from "playwright-core";
import { openFlame } from "./harness";
import { guestProfile, reportProfile } from "./profiles";
import type { Suite } from "./suite";
import { until } from "./until";
import { themeNames } from "./themes";

const axeFile = createRequire(path.resolve("package.json")).resolve("axe-core/axe.min.js");

/** axe's findings as lines; by default all its rules for WCAG 2 A, AA and best practice. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axeFile, "utf8"));
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations.map(
      (v) =>
        `${v.id}: ${v.nodes[0]!.html.slice(0, 200)} ${v.nodes[0]!.failureSummary ?? ""} (${v.nodes.length})`,
    );
  });
}

export const accessTests: Suite = [
  ...themeNames.map((theme) => ({
    name: `access: axe finds nothing in ${theme}: graph, matches, table, sandwich, keys, bars`,
    async run({ browser, served, artifacts }: Parameters<Suite[number]["run"]>[0]) {
      const flame = await openFlame(browser, served, guestProfile(), { theme });
      const check = async (what: string) => {
        assert.deepEqual(await violations(flame.page), [], what);
        await flame.page.screenshot({ path: path.join(artifacts, `${theme}-${what}.png`) });
      };
      await check("graph");
      await flame.page.locator("input[type=search]").fill("root");
      await flame.page.waitForFunction(() => document.querySelector("output")!.textContent !== "");
      await check("search");
      await flame.page.locator("g[tabindex='0']").first().focus();
      await flame.page.keyboard.press("t");
      await check("table");
      await flame.page.keyboard.press("t");
      await flame.painted(() => flame.page.keyboard.press("s"));
      await check("sandwich");
      await flame.page.keyboard.press("Shift+F10");
      await check("menu");
      await flame.page.keyboard.press("Escape");
      await flame.page.keyboard.press("?");
      await check("keys");
      await flame.page.keyboard.press("Escape");
      await flame.painted(() => Promise.resolve(flame.show(reportProfile())));
      await check("bars");
    },
  })),
  {
    name: "access: the table is a tree grid with the rows of the graph and its keys",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const drawn = await flame.labels();
      await flame.page.locator("g[tabindex='0']").first().focus();
      await flame.page.keyboard.press("t");
      const rows = flame.page.locator("[role=treegrid] tbody tr");
      assert.ok((await rows.count()) >= drawn.length);
      const first = await rows.first().innerText();
      assert.match(first, /^guest\s+100\.0 %\s+51\.0 K cost/);
      const press = (key: string) => flame.page.keyboard.press(key);
      const at = () => flame.page.evaluate(() => document.activeElement!.querySelector("td")!.textContent);
      await press("ArrowDown");
      await press("ArrowDown");
      assert.equal(await at(), "guest::main");
      await press("ArrowLeft");
      assert.equal(
        await flame.page.evaluate(() => document.activeElement!.getAttribute("aria-expanded")),
        "false",
      );
      await press("ArrowDown");
      assert.equal(await at(), "[outside the call tree]", "closed rows are skipped");
      await press("ArrowUp");
      await press("ArrowRight");
      await press("ArrowRight");
      assert.equal(await at(), "guest::state::State::apply");
      assert.equal(await flame.page.evaluate(() => document.activeElement!.getAttribute("aria-level")), "4");
      await flame.painted(() => press("Enter"));
      assert.equal(await at(), "guest::state::State::apply");
      await flame.painted(() => press("Backspace"));
    },
  },
  {
    name: "access: search counts are announced politely",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      assert.equal(await flame.page.locator("output").getAttribute("aria-live"), "polite");
    },
  },
  {
    name: "access: a theme change repaints the colours at once, in place",
    async run({ browser, served }) {
      const flame = await openFlame(browser, served, guestProfile());
      const rect = flame.frame("guest::main").locator("rect");
      const look = () => rect.evaluate((e) => getComputedStyle(e).fill);
      const turn = await flame.turn();
      const dark = await look();
      await flame.theme("light");
      await until(
        async () => (await look()) !== dark,
        () => `another colour than ${dark}`,
      );
      assert.equal(await flame.turn(), turn, "no new slice was asked for");
      await flame.theme("highContrast");
      const stroke = () => rect.evaluate((e) => getComputedStyle(e).stroke);
      await until(
        async () => (await stroke()) !== (await look()),
        () => "a border of another colour",
      );
    },
  },
  {
    name: "access: at 200 % zoom everything is within reach",
    async run({ browser, served, artifacts }) {
      const flame = await openFlame(browser, served, guestProfile(), { zoom: 2 });
      await flame.page.screenshot({ path: path.join(artifacts, "zoom-200.png") });
      assert.ok(await flame.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      for (const name of ["Top-down", "Sandwich", "Hide libraries", "Table", "Export"])
        assert.ok(await flame.page.getByRole("button", { name }).isVisible(), name);
      const stage = (await flame.page.locator(".stage").boundingBox())!;
      assert.ok(stage.height >= 100, `the graph keeps ${stage.height} px`);
    },
  },
  {
    name: "access: with reduced motion, and without, nothing moves",
    async run({ browser, served }) {
      for (const reducedMotion of [true, false]) {
        const flame = await openFlame(browser, served, guestProfile(), { reducedMotion });
        const moving = await flame.page.evaluate(() => document.getAnimations().length);
        assert.equal(moving, 0);
        await flame.painted(() => flame.frame("guest::check").dblclick());
        const width = async () => (await flame.frame("guest::check").locator("rect").boundingBox())!.width;
        const atOnce = await width();
        await flame.page.waitForTimeout(300);
        assert.equal(await width(), atOnce);
      }
    },
  },
];
