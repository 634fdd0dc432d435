import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { violations } from "./access.test";
import { openMetricsPage, type MetricsPage } from "./metricsPage";
import { hostileNames } from "./profiles";
import type { Suite } from "./suite";
import { themeNames } from "./themes";

const fixture = (name: string): string => path.resolve("test/fixtures/openvm", name);
const now = fixture("metrics-2.0.json");
const before = fixture("metrics-2.0-before.json");

/** Entries as a metrics file. */
function written(gauge: readonly unknown[], counter: readonly unknown[] = []): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "cyclelens-metrics-")), "metrics.json");
  writeFileSync(file, JSON.stringify({ counter, gauge }));
  return file;
}

const entry = (metric: string, value: string, labels: Readonly<Record<string, string>>) => ({
  labels: Object.entries(labels),
  metric,
  value,
});

const focused = (metrics: MetricsPage): Promise<string> =>
  metrics.page.evaluate(() => (document.activeElement as HTMLElement).innerText.replace(/\s+/g, " ").trim());

export const metricsTests: Suite = [
  ...themeNames.map((theme) => ({
    name: `metrics: axe finds nothing in ${theme}: tables, comparison, a problem`,
    async run({ browser, served, artifacts }: Parameters<Suite[number]["run"]>[0]) {
      const metrics = await openMetricsPage(browser, served, { theme });
      const check = async (what: string) => {
        assert.deepEqual(await violations(metrics.page), [], what);
        await metrics.page.screenshot({ path: path.join(artifacts, `${theme}-metrics-${what}.png`) });
      };
      // Every state once; colours, which differ by theme, in one state that has them all.
      if (theme === "dark") {
        await check("reading");
        await metrics.open({ file: now });
        for (const name of ["Segments", "AIRs", "Spans", "All metrics", "GPU memory"]) {
          await metrics.tab(name);
          await check(name.toLowerCase().replace(" ", "-"));
        }
      }
      metrics.problem = "metrics.json ends in the middle.";
      await metrics.open({ file: now, previous: before });
      await metrics.tab("Groups");
      await check("compared");
      assert.deepEqual(metrics.complaints, []);
    },
  })),
  {
    name: "metrics: totals, phases and groups; every change has a sign and a word",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: now, previous: before });
      const cards = await metrics.page.locator(".card").allInnerTexts();
      assert.deepEqual(cards.map((card) => card.replace(/\s+/g, " ")).slice(0, 5), [
        "Proof time, one after another 3.72 s +116.9 % worse",
        "Proof time, all at once 3.00 s +207.3 % worse",
        "Proof time with 32 provers 3.00 s +207.3 % worse",
        "Instructions 950 K =",
        "Cells 65.0 M -35.4 % better",
      ]);
      const phases = await metrics.page.locator(".pipeline tbody tr").allInnerTexts();
      assert.equal(phases[0]!.replace(/\s+/g, " ").trim(), "Key generation 318 ms 7.8 % -1.2 % better");
      assert.deepEqual((await metrics.column(0)).slice(5), [
        "halo2_outer new",
        "agg_keygen",
        "internal_recursive.1 gone",
      ]);
      await metrics.tab("All metrics");
      await metrics.page.getByLabel("Filter rows").fill("mi/s");
      await metrics.settle();
      // A lower rate is worse, and the sum of rates is none.
      assert.deepEqual(await metrics.rows(), [
        [
          "app_proof",
          "execute_metered_insn_mi/s",
          "–",
          "22.63 M/s -4.8 % worse",
          "–",
          "22.63 M/s -4.8 % worse",
          "22.63 M/s -4.8 % worse",
          "1",
        ].map((text, at) => (at === 7 ? "1 =" : text)),
      ]);
    },
  },
  {
    name: "metrics: a comparison whose file is gone is said, and can be ended",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: fixture("metrics-1.5.json"), previous: fixture("gone.json") });
      assert.match(await metrics.page.locator(".notes").innerText(), /not compared with gone\.json: /);
      assert.ok((await metrics.rows()).length > 0);
      await metrics.page.getByRole("button", { name: "End Comparison" }).click();
      assert.deepEqual(await metrics.done(1), ["clearCompare"]);
    },
  },
  {
    name: "metrics: nothing to compare has no changes; an unknown is an en dash",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: fixture("metrics-1.5.json") });
      assert.equal(await metrics.page.locator(".change").count(), 0);
      assert.match(await metrics.page.locator(".pipeline tbody").innerText(), /Verify\s+–\s+–/);
      await metrics.tab("Spans");
      assert.match(await metrics.status(), /perf-metrics/);
      const body = await metrics.page.locator("body").innerText();
      assert.doesNotMatch(body, /NaN|Infinity|undefined|null|-0\b/);
    },
  },
  {
    name: "metrics: columns sort by click and key: from the largest, from the smallest, as at first",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: now });
      await metrics.tab("Opcodes");
      const order = () => metrics.column(1);
      const first = await order();
      assert.deepEqual(first, ["ADD_RV32", "LOADW_RV32", "BEQ_RV32", "KECCAK256_RV32"]);
      const cells = metrics.page.getByRole("columnheader", { name: "Cells used" });
      await cells.click();
      await metrics.settle();
      assert.deepEqual((await order())[0], "KECCAK256_RV32");
      assert.equal(
        await metrics.page.getByRole("columnheader", { name: "Cells used" }).getAttribute("aria-sort"),
        "descending",
      );
      await metrics.page.keyboard.press("Enter");
      await metrics.settle();
      assert.deepEqual((await order())[0], "BEQ_RV32");
      assert.equal(await focused(metrics), "Cells used ▲", "the keyboard stays on the column");
      await metrics.page.keyboard.press("Enter");
      await metrics.settle();
      assert.deepEqual(await order(), first);
    },
  },
  {
    name: "metrics: arrows, Home, End and Page keys move; one cell is in the tab order",
    async run({ browser, served }) {
      const file = written(
        [],
        Array.from({ length: 250 }, (_, i) =>
          entry("cells", String(1000 - i), { group: "app_proof", air_name: `Air${i}` }),
        ),
      );
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file });
      await metrics.tab("AIRs");
      assert.equal(await metrics.status(), "Rows 1–100 of 250");
      await metrics.page.locator(".scroll thead th").first().focus();
      const press = async (...keys: string[]) => {
        for (const key of keys) await metrics.page.keyboard.press(key);
        return focused(metrics);
      };
      assert.equal(await press("ArrowDown", "ArrowDown", "ArrowRight"), "Air1");
      assert.equal(await press("End"), "999 0.5 %");
      assert.equal(await press("Control+Home"), "Group");
      assert.equal(await press("Control+End"), "901 0.4 %");
      await metrics.page.keyboard.press("PageDown");
      await metrics.settle();
      assert.equal(await metrics.status(), "Rows 101–200 of 250");
      await metrics.page.keyboard.press("PageDown");
      await metrics.settle();
      assert.equal(await metrics.status(), "Rows 201–250 of 250");
      assert.equal(await metrics.page.getByRole("button", { name: "Next page" }).isDisabled(), true);
      assert.equal(await metrics.page.locator(".scroll [tabindex='0']").count(), 1);
      const grid = metrics.page.getByRole("grid");
      assert.equal(await grid.getAttribute("aria-rowcount"), "251");
      assert.equal(
        await metrics.page.locator(".scroll tbody tr").first().getAttribute("aria-rowindex"),
        "202",
      );
    },
  },
  {
    name: "metrics: tabs move by arrow; tab, sort, filter and page come back after a reload",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: now });
      await metrics.page.getByRole("tab", { name: "Groups" }).focus();
      await metrics.page.keyboard.press("ArrowRight");
      await metrics.page.keyboard.press("ArrowRight");
      await metrics.settle();
      await metrics.page.getByLabel("Filter rows").fill("vmairwrapper");
      await metrics.settle();
      await metrics.page.getByRole("columnheader", { name: "AIR" }).click();
      await metrics.settle();
      const rows = await metrics.rows();
      assert.equal(rows.length, 3);
      await metrics.reload();
      assert.equal(
        await metrics.page
          .locator("[role=tab][aria-selected=true]")
          .innerText()
          .then((text) => text.replace(/\s+\d+$/, "")),
        "AIRs",
      );
      assert.equal(await metrics.page.getByLabel("Filter rows").inputValue(), "vmairwrapper");
      assert.deepEqual(await metrics.rows(), rows);
    },
  },
  {
    name: "metrics: another number of devices is asked of the server, with the keyboard too",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: now });
      const result = () => metrics.page.locator(".devices .result").innerText();
      assert.match(await result(), /^16 devices with 2 proofs each: 3\.00 s/);
      await metrics.page.getByLabel("Proofs per device").fill("1");
      await metrics.page.getByLabel("Devices", { exact: true }).focus();
      await metrics.page.keyboard.press("Home");
      await metrics.settle();
      assert.equal(await result(), "1 devices with 1 proofs each: 3.72 s (100.0 % of one after another)");
      await metrics.open({ file: fixture("metrics-1.3.json") });
      assert.match(
        await metrics.page.locator(".devices").innerText(),
        /openvm-prof 1\.2 and 1\.3 has no projection/,
      );
      await metrics.open({ file: written([]) });
      assert.match(await metrics.page.locator(".devices").innerText(), /The file has no group of proofs/);
    },
  },
  {
    name: "metrics: buttons and the version reach the host, and nothing else does",
    async run({ browser, served }) {
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file: now, previous: before });
      for (const name of ["Compare With…", "End Comparison", "Flame Graph", "Refresh", "Open as Text"])
        await metrics.page.getByRole("button", { name }).click();
      await metrics.page.getByLabel("Rules of openvm-prof").selectOption("1.5");
      await metrics.page.evaluate(() => {
        const to = (window as unknown as { toHost(message: unknown): void }).toHost;
        to({ type: "notice", name: "metricsAction", value: "delete" });
        to({ type: "notice", name: "chooseVersion", value: "../../etc" });
        to({ type: "call", id: 99, name: "page", params: { view: 1, table: "passwd" } });
        to({ type: "notice", name: "openFile", value: "/etc/passwd" });
      });
      await metrics.settle();
      assert.deepEqual(metrics.deeds, [
        "compare",
        "clearCompare",
        "flame",
        "refresh",
        "asText",
        "version 1.5",
      ]);
    },
  },
  {
    name: "metrics: hostile names are text; a message of the wrong shape changes nothing",
    async run({ browser, served }) {
      const file = written(
        [entry("total_proof_time_ms", "5", { group: "<img src=x onerror=alert(1)>", segment: "0" })],
        hostileNames.map((name, i) => entry("cells", String(i + 1), { group: name, air_name: name })),
      );
      const metrics = await openMetricsPage(browser, served);
      await metrics.open({ file });
      await metrics.tab("AIRs");
      assert.equal((await metrics.rows()).length, hostileNames.length);
      assert.equal(await metrics.page.locator("img, script:not([nonce]), iframe, a").count(), 0);
      const shown = await metrics.page.locator("main").getAttribute("data-painted");
      for (const value of [null, {}, { words: {} }, { answer: { view: -5 } }])
        await metrics.send({ type: "notice", name: "showMetrics", value });
      assert.equal(await metrics.page.locator("main").getAttribute("data-painted"), shown);
      assert.deepEqual(metrics.complaints, []);
    },
  },
  {
    name: "metrics: at 200 % and in 400 pixels nothing is cut off but the table, which scrolls by itself",
    async run({ browser, served, artifacts }) {
      for (const [what, options] of [
        ["zoom", { zoom: 2 }],
        ["narrow", { width: 400 }],
      ] as const) {
        const metrics = await openMetricsPage(browser, served, options);
        await metrics.open({ file: now, previous: before });
        const over = await metrics.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(over, 0, what);
        await metrics.page.screenshot({ path: path.join(artifacts, `metrics-${what}.png`), fullPage: true });
      }
    },
  },
];
