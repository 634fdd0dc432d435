import assert from "node:assert/strict";
import path from "node:path";
import type { BenchmarkTarget } from "../../src/toolchains/openvmBench";
import { violations } from "./access.test";
import { openOpenvmRun } from "./openvmRunPage";
import { hostileNames } from "./profiles";
import type { Suite } from "./suite";
import { until } from "./until";
import { themeNames } from "./themes";

const bench = (name: string, more: Partial<BenchmarkTarget> = {}): BenchmarkTarget => ({
  package: "openvm-benchmarks-prove",
  name,
  kind: "bin",
  manifestPath: "/home/dev/openvm/benchmarks/prove/Cargo.toml",
  sourcePath: `/home/dev/openvm/benchmarks/prove/src/bin/${name}.rs`,
  features: [
    "aggregation",
    "bench-metrics",
    "cuda",
    "evm",
    "jemalloc",
    "mimalloc",
    "parallel",
    "perf-metrics",
  ],
  requiredFeatures: [],
  defaults: ["parallel", "jemalloc", "bench-metrics"],
  workspaceRoot: "/home/dev/openvm",
  ...more,
});
const targets = [bench("fibonacci"), bench("kitchen_sink", { requiredFeatures: ["evm"] }), bench("regex")];
const lines = ["1.x", "1.x", "2.0"] as const;

export const openvmRunTests: Suite = [
  ...themeNames.map((theme) => ({
    name: `openvm form: axe finds nothing in ${theme}: empty, with problems, of 2.0, at 200 %`,
    async run({ browser, served, artifacts }: Parameters<Suite[number]["run"]>[0]) {
      const form = await openOpenvmRun(browser, served, targets, lines, { theme, height: 1500 });
      const check = async (what: string) => {
        assert.deepEqual(await violations(form.page), [], what);
        await form.page.screenshot({ path: path.join(artifacts, `${theme}-openvmRun-${what}.png`) });
      };
      await check("empty");
      await form.type("appLogBlowup", "7");
      await form.painted(() => form.field("feature:mimalloc").click());
      await form.painted(() => form.field("profiling").click());
      await check("problems");
      await form.painted(() => form.field("line").selectOption("2.0"));
      await check("2.0");
      const zoomed = await openOpenvmRun(browser, served, targets, lines, { theme, zoom: 2 });
      assert.deepEqual(await violations(zoomed.page), [], "200 %");
      await zoomed.page.screenshot({ path: path.join(artifacts, `${theme}-openvmRun-zoomed.png`) });
      const wide = await zoomed.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px stick out at 200 %`);
      assert.deepEqual([...form.complaints, ...zoomed.complaints], []);
    },
  })),
  {
    name: "openvm form: what is typed becomes the command; a wrong value is said at its field and starts nothing",
    async run({ browser, served }) {
      const form = await openOpenvmRun(browser, served, targets, lines);
      await form.type("appLogBlowup", "2");
      await form.type("maxSegmentLength", "1048476");
      assert.match(
        await form.command(),
        /^OUTPUT_PATH=.*\n?cargo run .* --bin fibonacci --profile release -- --app-log-blowup 2 --max-segment-length 1048476$/s,
      );
      assert.equal(await form.kept(), '[0,{"appLogBlowup":"2","maxSegmentLength":"1048476"}]');
      await form.type("appLogBlowup", "9");
      assert.deepEqual(await form.problems(), ["It must be from 1 to 4."]);
      assert.equal(await form.field("appLogBlowup").getAttribute("aria-invalid"), "true");
      const start = form.page.getByRole("button", { name: "Run Benchmark" });
      assert.equal(await start.getAttribute("aria-disabled"), "true");
      await start.click({ force: true });
      await form.type("appLogBlowup", "3");
      await form.painted(() => start.click());
      assert.deepEqual(form.deeds, ['start fibonacci {"appLogBlowup":"3","maxSegmentLength":"1048476"}']);
    },
  },
  {
    name: "openvm form: typing is not disturbed by the host's answers, and the keyboard stays",
    async run({ browser, served }) {
      const form = await openOpenvmRun(browser, served, targets, lines);
      await form.field("more").focus();
      await form.page.keyboard.type("--size 'a b' --x ", { delay: 5 });
      for (let i = 0; i < 3; i++) await form.painted(() => form.refresh());
      assert.equal(await form.field("more").inputValue(), "--size 'a b' --x ");
      await form.page.keyboard.type("1");
      await until(
        async () => (await form.command()).endsWith("-- --size 'a b' --x 1"),
        () => "the command of it",
      );
    },
  },
  {
    name: "openvm form: another program has its own features; what it needs cannot be switched off",
    async run({ browser, served }) {
      const form = await openOpenvmRun(browser, served, targets, lines);
      assert.equal(await form.field("feature:evm").isChecked(), false);
      await form.painted(() => form.field("target").selectOption("1"));
      assert.deepEqual(
        [await form.field("feature:evm").isChecked(), await form.field("feature:evm").isDisabled()],
        [true, true],
      );
      await form.painted(() => form.field("target").selectOption("2"));
      assert.equal(await form.page.locator("[data-field=appLogBlowup]").count(), 0);
      assert.equal(await form.page.locator("[data-field=appOnly]").count(), 1);
    },
  },
  {
    name: "openvm form: a folder is chosen by the host, and one that is missing is said",
    async run({ browser, served }) {
      const form = await openOpenvmRun(browser, served, targets, lines);
      await form.type("kzgParamsDir", "/nowhere");
      await form.page.getByText("This folder does not exist.").waitFor();
      await form.page.getByRole("button", { name: "Choose Folder…" }).click();
      await form.page.waitForFunction(() => document.querySelector(".problem:not([hidden])") === null);
      assert.deepEqual(form.deeds, ["choose folder"]);
      assert.equal(await form.field("kzgParamsDir").inputValue(), "/kzg");
    },
  },
  {
    name: "openvm form: hostile names stay text, and messages of another shape are ignored",
    async run({ browser, served }) {
      const hostile = hostileNames
        .slice(0, 40)
        .map((name) => bench(name, { package: name, features: [name] }));
      const form = await openOpenvmRun(
        browser,
        served,
        hostile,
        hostile.map(() => null),
      );
      assert.equal(await form.page.locator("img, script:not([src]), iframe").count(), 0);
      for (const message of [null, { type: "notice", name: "showForm", value: { sections: 1 } }, "x"])
        await form.send(message);
      assert.equal(await form.page.locator("main h1").innerText(), "Run OpenVM Prove Benchmark");
      assert.deepEqual(form.complaints, []);
    },
  },
];
