// Driver-side: a run of the packaged extension, and what its window shows again after a reload.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { agentAsks, deletionAsks } from "../support/dialogs.mjs";

export const title =
  "a run with the packaged extension; after a reload its flame graph and what it is compared with are restored, as are the tab, the sort and the comparison of a metrics view and what a form was filled in with; what an agent wants to run, and a run that is to go, are asked about";
export const options = { needsZiskemu: true, agent: true };

const fixtures = path.join(import.meta.dirname, "../../fixtures/openvm");

export default async function ({ page, command, folder, chooseFile, webview, artifacts }) {
  await agentAsks({ page, command, folder, artifacts });
  const openvm = await openMetricsAndForm();
  await command("Profile guest with ZisK");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Choose a file" }).click();
  await chooseFile(`${folder}/guest/input.bin`);
  await page.locator(".statusbar-item", { hasText: "6.55 M steps" }).waitFor({ timeout: 60_000 });
  await deletionAsks({ page, command, artifacts });
  await command("CycleLens: Show Flame Graph");
  const frames = webview(0).locator("g[data-row]");
  const labels = () => frames.evaluateAll((all) => all.map((g) => g.getAttribute("aria-label")));
  await frames.nth(3).waitFor({ timeout: 30_000 });
  // The same run once more, as of an earlier day: compared with it nothing has changed.
  const runs = path.join(folder, "guest/.cyclelens/runs");
  const [id] = fs.readdirSync(runs).filter((name) => /^\d{4}-.*Z-zisk-/.test(name));
  const earlier = id.replace(/^\d{4}/, "2020");
  fs.cpSync(path.join(runs, id), path.join(runs, earlier), { recursive: true });
  const run = JSON.parse(fs.readFileSync(path.join(runs, earlier, "run.json"), "utf8"));
  const startedAt = "2020-01-01T00:00:00.000Z";
  fs.writeFileSync(path.join(runs, earlier, "run.json"), JSON.stringify({ ...run, id: earlier, startedAt }));
  await command("CycleLens: Compare With…");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "2020" }).click();
  const unchanged = page.locator(".statusbar-item", { hasText: "Δ =" });
  await unchanged.waitFor({ timeout: 30_000 });
  await webview(0).locator('g[data-change="same"]').nth(3).waitFor({ timeout: 30_000 });
  const before = await labels();
  await page.waitForTimeout(2000); // the workbench writes its layout a while after the last change
  const reloaded = page.waitForEvent("load");
  await command("Developer: Reload Window");
  await reloaded;
  await page.locator(".tab", { hasText: "Flame:" }).waitFor({ timeout: 30_000 });
  await frames.nth(3).waitFor({ timeout: 30_000 });
  await unchanged.waitFor({ timeout: 30_000 });
  await webview(0).locator('g[data-change="same"]').nth(3).waitFor({ timeout: 30_000 });
  assert.deepEqual(await labels(), before);
  await openvm();

  /** Arranges both tabs; what is returned looks at them after the reload. */
  async function openMetricsAndForm() {
    for (const [name, to] of [
      ["metrics-2.0.json", "run.json"],
      ["metrics-2.0-before.json", "before.json"],
    ])
      fs.copyFileSync(path.join(fixtures, name), path.join(folder, to));
    await command("Open OpenVM Metrics");
    await chooseFile(path.join(folder, "run.json"));
    const view = webview(0);
    const airs = view.locator("[role=tab]", { hasText: "AIRs" });
    await airs.click();
    await view.locator("th", { hasText: /^AIR\b/ }).click();
    await view.locator("button", { hasText: "Compare" }).first().click();
    await chooseFile(path.join(folder, "before.json"));
    await view.locator(".told", { hasText: "Compared with before.json" }).waitFor();
    const rows = async () => {
      await view.locator(".scroll tbody tr .change").first().waitFor();
      return view.locator(".scroll tbody tr").allInnerTexts();
    };
    const shown = await rows();
    // The form asks cargo for programs.
    const hasForm = spawnSync("cargo", ["--version"]).status === 0;
    if (hasForm) await fillForm();
    return async () => {
      await page.locator(".tab", { hasText: "run.json" }).click();
      await airs.and(view.locator("[aria-selected=true]")).waitFor({ timeout: 30_000 });
      assert.deepEqual(await rows(), shown);
      if (!hasForm) return;
      await page.locator(".tab", { hasText: "OpenVM Benchmark" }).click();
      await view.locator(".command", { hasText: "--size 7" }).waitFor({ timeout: 30_000 });
    };
  }

  async function fillForm() {
    const view = webview(0);
    await command("Run OpenVM Prove Benchmark");
    const field = view.locator("[data-field=more] input");
    await field.waitFor({ timeout: 30_000 });
    await field.fill("--size 7");
    await view.locator(".command", { hasText: "--size 7" }).waitFor();
  }
}
