// Driver-side: a run of the packaged extension, and what its window shows again after a reload.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

export const title =
  "a run with the packaged extension; its flame graph and what it is compared with are restored after a reload";
export const options = { needsZiskemu: true };

export default async function ({ page, command, folder, chooseFile, webview }) {
  await command("Profile guest with ZisK");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Choose a file" }).click();
  await chooseFile(`${folder}/guest/input.bin`);
  await page.locator(".statusbar-item", { hasText: "6.55 M steps" }).waitFor({ timeout: 60_000 });
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
}
