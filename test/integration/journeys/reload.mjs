// Driver-side: a run of the packaged extension, and what its window shows again after a reload.
import assert from "node:assert/strict";

export const title = "a run with the packaged extension; its flame graph is restored after a reload";
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
  const before = await labels();
  await page.waitForTimeout(2000); // the workbench writes its layout a while after the last change
  const reloaded = page.waitForEvent("load");
  await command("Developer: Reload Window");
  await reloaded;
  await page.locator(".tab", { hasText: "Flame:" }).waitFor({ timeout: 30_000 });
  await frames.nth(3).waitFor({ timeout: 30_000 });
  assert.deepEqual(await labels(), before);
}
