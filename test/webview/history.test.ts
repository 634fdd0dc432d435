import assert from "node:assert/strict";
import path from "node:path";
import type { Page } from "playwright-core";
import type { Channel } from "../../src/protocol/channel";
import {
  chooseHistory,
  historyReady,
  openHistoryRun,
  showHistory,
  type HistoryPoint,
  type ShownHistory,
} from "../../src/protocol/history";
import { historyWords } from "../../src/protocol/historyWords";
import { violations } from "./access.test";
import { HostPage, newTab } from "./hostPage";
import { hostileNames } from "./profiles";
import type { Suite, World } from "./suite";
import { themeNames, type ThemeName } from "./themes";

const point = (over: Partial<HistoryPoint>): HistoryPoint => ({
  time: "Nov 19, 9:12 AM",
  commit: "3f2c9d1",
  outcome: "ok",
  ended: "ok",
  isBaseline: false,
  isOpen: false,
  value: 720_858_671,
  before: null,
  otherInput: false,
  ...over,
});
const history: ShownHistory = {
  guest: "sample-guest",
  metrics: ["cost", "steps"],
  metric: "cost",
  functions: ["sample_guest::sha256::compress", "sample_guest::sort::shell_sort"],
  name: null,
  most: 0,
  points: [
    point({ isBaseline: true }),
    point({ time: "Nov 20", commit: "b81d64a*", value: 705_089_443, before: 720_858_671 }),
    point({ time: "Nov 21", commit: "", value: null, outcome: "guest-error", ended: "failed" }),
    point({ time: "Nov 22", commit: "0c0ffee", value: 712_000_000, before: 705_089_443, isOpen: true }),
    point({ time: "Nov 23", commit: "c0ffee1", value: 90_000_000, otherInput: true }),
  ],
};

class HistoryPage extends HostPage {
  constructor(
    page: Page,
    private shown: ShownHistory,
  ) {
    super(page);
  }

  show(shown: ShownHistory): void {
    this.shown = shown;
    this.channel.tell(showHistory, { words: historyWords, history: shown, problem: null });
  }

  protected connect(channel: Channel): void {
    channel.on(historyReady, () => this.show(this.shown));
    channel.on(chooseHistory, (choice) => this.deeds.push(JSON.stringify(choice)));
    channel.on(openHistoryRun, (at) => this.deeds.push(`open ${at}`));
  }
}

async function open({ browser, served }: World, theme: ThemeName = "dark", shown = history) {
  const page = new HistoryPage(await newTab(browser, { width: 1000, height: 700 }), shown);
  await page.start(`${served.url}history`, theme);
  return page;
}

export const historyTests: Suite = [
  {
    name: "history: points by what became of the run, a line through what compares, a table that says the same",
    async run(world) {
      const { page, complaints } = await open(world);
      const kinds = await page
        .locator(".mark")
        .evaluateAll((all) => all.map((mark) => mark.getAttribute("data-kind")));
      assert.deepEqual(kinds, ["same", "better", "worse", "same"], "a run without the figure has no point");
      assert.equal(await page.locator(".mark .baseline").count(), 1);
      assert.equal(await page.locator(".line").count(), 1, "another input begins another line");
      const rows = await page.locator("tbody tr").allInnerTexts();
      assert.deepEqual(
        rows.map((row) => row.replace(/\s+/g, " ")),
        [
          "Nov 23 c0ffee1 90.0 M other input ok Open",
          "Nov 22 ● open 0c0ffee 712 M ▲ +1.0 % worse ok Open",
          "Nov 21 – failed Open",
          "Nov 20 b81d64a* 705 M ▼ -2.2 % better ok Open",
          "Nov 19, 9:12 AM ★ baseline 3f2c9d1 721 M ok Open",
        ],
      );
      const name = await page.locator("svg").getAttribute("aria-label");
      assert.equal(name, "Whole run, cost over 4 runs, from 721 M to 90.0 M");
      assert.deepEqual(complaints, []);
    },
  },
  {
    name: "history: a function, a metric and a run are asked of the host",
    async run(world) {
      const shown = await open(world);
      const { page } = shown;
      await page.getByLabel("What").selectOption("sample_guest::sort::shell_sort");
      await page.getByLabel("Metric").selectOption("steps");
      await page.getByRole("button", { name: "Open the run of Nov 20" }).click();
      await page.locator(".mark").first().click();
      assert.deepEqual(await shown.done(4), [
        '{"kind":"name","name":"sample_guest::sort::shell_sort"}',
        '{"kind":"metric","metric":"steps"}',
        "open 1",
        "open 0",
      ]);
      shown.show({ ...history, name: "gone::function", points: [] });
      await page.getByText("No run knows this figure.").waitFor();
      assert.equal(await page.getByLabel("What").inputValue(), "gone::function");
    },
  },
  {
    name: "history: hostile names stay text, one run and a hundred are drawn",
    async run(world) {
      const many = Array.from({ length: 100 }, (_, at) => point({ value: 1e6 + at, time: `run ${at}` }));
      const shown = await open(world, "dark", { ...history, guest: hostileNames[0]!, points: many });
      assert.equal(await shown.page.locator(".mark").count(), 100);
      assert.equal(await shown.page.evaluate(() => (window as { hacked?: number }).hacked), undefined);
      shown.show({ ...history, guest: hostileNames[1]!, points: [point({ commit: hostileNames[0]! })] });
      await shown.page.waitForFunction(() => document.querySelectorAll(".mark").length === 1);
      assert.equal(await shown.page.evaluate(() => (window as { hacked?: number }).hacked), undefined);
      assert.deepEqual(shown.complaints, []);
    },
  },
  {
    name: "history: at 200 % zoom nothing is cut off, and no mark stands on a figure",
    async run(world) {
      const { page } = await open(world);
      await page.setViewportSize({ width: 500, height: 350 });
      await page.waitForFunction(() => Number(document.querySelector("svg")!.getAttribute("width")) <= 500);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      const [ring] = await page.locator(".baseline").all();
      const { x } = (await ring!.boundingBox())!;
      for (const figure of await page.locator("svg text[text-anchor=end]").all()) {
        const box = (await figure.boundingBox())!;
        const isTick = /^[\d.]+ [KMG]$/.test((await figure.textContent())!);
        if (isTick) assert.ok(box.x + box.width <= x, `${String(box.x + box.width)} is left of ${String(x)}`);
      }
      await page.screenshot({ path: path.join(world.artifacts, "history-zoom.png") });
    },
  },
  ...themeNames.map((theme) => ({
    name: `history: axe finds nothing in ${theme}`,
    async run(world: World) {
      const { page } = await open(world, theme);
      await page.screenshot({ path: path.join(world.artifacts, `history-${theme}.png`) });
      assert.deepEqual(await violations(page), []);
    },
  })),
];
