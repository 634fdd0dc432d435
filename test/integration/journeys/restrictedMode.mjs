// Driver-side: a workspace that is not trusted. Viewing works, running does not.
import assert from "node:assert/strict";

export const title = "Restricted Mode: profiles open, nothing runs";
export const options = { trust: false, settings: { "security.workspace.trust.startupPrompt": "never" } };

export default async function ({ page, command, folder, openProfile, lineFigures, openFile }) {
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await openFile("sha256.rs");
  await command("Profile guest with ZisK");
  await page.locator(".notification-toast", { hasText: "Restricted Mode" }).first().waitFor();
  assert.equal(await page.locator(".terminal-wrapper").count(), 0, "no terminal was opened");
  await openProfile(`${folder}/guest/recorded.cyclelens.json`);
  await openFile("sha256.rs");
  const figures = await lineFigures();
  assert.ok(figures.length > 0);
}
