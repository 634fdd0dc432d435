// Recorded files of the sample guest's run, opened each in the ways that there are.
import * as assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as vscode from "vscode";
import { recorded, unpackedElf } from "../support/recorded";
import { hasUi, needsUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { clearNotifications, treeTexts, notified } from "../support/views";
import { closeEditors, guestFile } from "../support/workspace";

const open = (...files: string[]) =>
  vscode.commands.executeCommand<{ title: string; hasLines: boolean; hasCallTree: boolean } | undefined>(
    "cyclelens.openProfile",
    { files },
  );

describe("open a recorded file", () => {
  beforeEach(clearNotifications);
  after(closeEditors);

  it("a report alone: hot functions without a call tree", async () => {
    const profile = await open(recorded("stdout.txt"));
    assert.deepEqual([profile?.hasLines, profile?.hasCallTree], [false, false]);
    if (!hasUi) return;
    await until(
      async () => (await treeTexts("hot")).some((text) => text.includes("compress")),
      "hot functions",
    );
  });

  it("the Firefox profile alone: a call tree", async () => {
    const profile = await open(recorded("ziskemu-profile.json.gz"));
    assert.equal(profile?.hasCallTree, true);
    if (!hasUi) return;
    await until(async () => (await treeTexts("callTree")).length > 0, "a call tree");
  });

  it("the counts with the ELF: exact lines", async () => {
    const profile = await open(recorded("disasm.txt.gz"), unpackedElf());
    assert.equal(profile?.hasLines, true);
  });

  it("what is no profile: says so, and the open one stays", async () => {
    await open(recorded("stdout.txt"));
    const file = guestFile("notes.txt");
    writeFileSync(file, "nothing of ours\n");
    assert.equal(await open(file), undefined);
    if (!hasUi) return;
    await notified(/notes\.txt/);
    await until(async () => (await treeTexts("hot")).length > 0, "the functions of the open one");
  });

  it("hostile names reach no surface as anything but text", async function () {
    needsUi(this);
    const name = "</script><img src=x onerror=alert(1)> `x` | [go](command:workbench.action.quit) \u202e";
    const profile = {
      schema: "cyclelens.profile/1",
      source: { format: "cyclelens", variant: null, files: [name] },
      engine: { name: name, version: null },
      outcome: { status: "ok", message: null },
      metrics: [{ id: "cost", unit: "cost" }],
      totals: { cost: 10, variable: 10 },
      functions: [
        {
          name,
          rawName: name,
          crate: name,
          file: "src/main.rs",
          line: 1,
          calls: 1,
          self: { cost: 10 },
          total: { cost: 10 },
        },
      ],
      lines: [{ file: "src/main.rs", line: 2, self: { cost: 10 } }],
      warnings: [name],
    };
    const file = guestFile("hostile.cyclelens.json");
    writeFileSync(file, JSON.stringify(profile));
    assert.ok(await open(file));
    const texts = await until(async () => {
      const all = await treeTexts("hot");
      return all.some((text) => text.includes("script")) && all;
    }, "the function's name");
    assert.ok(!texts.join().includes("\u202e"), "no direction override on screen");
    assert.equal(await ui.count({ selector: ".part.sidebar img[src=x]" }), 0);
  });

  it("in the custom editor", async function () {
    needsUi(this);
    const uri = vscode.Uri.file(recorded("ziskemu-profile.json.gz"));
    await vscode.commands.executeCommand("vscode.openWith", uri, "cyclelens.profileOption");
    await until(
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom,
      "a tab of our editor",
    );
    await ui.waitFor({ webview: 0, selector: "body" });
    await eventually(async () =>
      assert.match((await ui.text({ webview: 0, selector: "body" })).join(), /cost|steps/),
    );
  });
});
