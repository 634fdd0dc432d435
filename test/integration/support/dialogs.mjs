// Questions in a dialog: a window with a test entry answers them by itself, one without shows them.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

/** An agent asks for a run: a person is told the whole command, and without a yes nothing runs. */
export async function agentAsks({ page, command, folder, artifacts }) {
  await command("Agent: Profile the Sample");
  const text = await dialog(page, "Profile the guest sample-guest?");
  await page.screenshot({ path: path.join(artifacts, "dialog-agent.png") });
  assert.match(
    text,
    /keeps the run:\s*cyclelens profile guest\/sample-guest\.elf\.gz --machine zisk --engine/,
  );
  assert.match(text, /--input guest\/input\.bin --max-steps 200000/);
  await press(page, "Cancel");
  await page.locator(".notification-toast", { hasText: /agent: Cancell?ed/i }).waitFor();
  assert.equal(fs.existsSync(path.join(folder, ".cyclelens/runs")), false, "nothing was run");
}

/** A run of the list is deleted only after a yes; the question says which. */
export async function deletionAsks({ page, command, artifacts }) {
  await command("CycleLens: Focus on Runs View");
  const run = page.locator(".pane-body [role=treeitem]", { hasText: "6.55 M steps" }).first();
  await run.click({ button: "right" });
  const item = page.locator(".context-view .action-item", { hasText: "Delete Run" });
  await item.waitFor();
  // A menu does not take what may still be the click that opened it.
  await page.waitForTimeout(500);
  await item.click();
  const text = await dialog(page, "Delete the run of sample-guest from ");
  await page.screenshot({ path: path.join(artifacts, "dialog-delete.png") });
  assert.match(text, /deleted from the disk: guest\/\.cyclelens\/runs\/\S+-zisk-sample-guest/);
  await press(page, "Cancel");
  await run.waitFor();
}

async function dialog(page, title) {
  const box = page.locator(".monaco-dialog-box", { hasText: title });
  await box.waitFor({ timeout: 30_000 });
  return (await box.innerText()).replace(/\s+/g, " ");
}

async function press(page, button) {
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: button }).click();
  await page.locator(".monaco-dialog-box").waitFor({ state: "hidden" });
}
