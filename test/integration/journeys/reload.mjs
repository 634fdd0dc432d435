// Driver-side: what a window shows again after a reload.
import assert from "node:assert/strict";

export const title = "the flame graph is restored after a reload";

export default async function ({ page, command, folder, openProfile, webview }) {
  await openProfile(`${folder}/guest/recorded.cyclelens.json`);
  await command("CycleLens: Show Flame Graph");
  await webview(0).locator("g[data-row]").nth(3).waitFor({ timeout: 30_000 });
  const frames = () =>
    webview(0)
      .locator("g[data-row]")
      .evaluateAll((all) => all.map((g) => g.getAttribute("aria-label")));
  const before = await frames();
  await page.waitForTimeout(1500); // the workbench writes its layout a second after the last change
  await page.reload();
  await page.locator(".tab", { hasText: "Flame:" }).waitFor({ timeout: 30_000 });
  await webview(0).locator("g[data-row]").nth(3).waitFor({ timeout: 30_000 });
  assert.deepEqual(await frames(), before);
}
