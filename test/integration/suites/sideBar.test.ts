// What package.json promises is there, and the side bar does what its titles and menus say.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { recorded, unpackedElf } from "../support/recorded";
import { skip } from "../support/skip";
import { needsUi, ui } from "../support/ui";
import { settled, until } from "../support/until";
import { treeTexts } from "../support/views";
import { closeEditors, guestFile, noZiskemu, runFolders, ziskemu } from "../support/workspace";

const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const extension = () => vscode.extensions.getExtension("cyclelens.cyclelens")!;
/** Rows of a tree as `label figures`, once they satisfy the test. */
const rows = (view: "runs" | "hot" | "callTree", what: string, test: (texts: readonly string[]) => boolean) =>
  settled(() => treeTexts(view), test, what);

describe("the side bar", () => {
  before(async () => {
    await extension().activate();
    await run("cyclelens.openProfile", {
      files: [recorded("stdout.txt"), recorded("ziskemu-profile.json.gz")],
      elf: unpackedElf(),
    });
  });
  after(async () => {
    await run("cyclelens.hot.filter", "");
    await run("cyclelens.hot.ungroup");
    await run("cyclelens.callTree.topDown");
    await run("cyclelens.clear");
    await closeEditors();
  });

  it("has every contributed command registered", async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    const contributed = (extension().packageJSON.contributes.commands as { command: string }[]).map(
      (c) => c.command,
    );
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });

  it("filters hot functions, and says so where none is left", async function () {
    needsUi(this);
    await run("cyclelens.hot.focus");
    const all = await rows("hot", "hot functions", (texts) => texts.length > 5);
    await run("cyclelens.hot.filter", "COMPRESS");
    const some = await rows(
      "hot",
      "the filtered list",
      (texts) => texts.length > 0 && texts.length < all.length,
    );
    assert.ok(
      some.every((text) => /compress/i.test(text)),
      some.join(" | "),
    );
    await run("cyclelens.hot.filter", "no such function");
    await ui.waitFor({ selector: ".welcome-view-content", hasText: "No function matches the filter" });
    await run("cyclelens.hot.filter", "");
    await rows("hot", "the whole list", (texts) => texts.length === all.length);
  });

  it("groups by crate: each crate carries the sum of what its functions cost themselves", async function () {
    needsUi(this);
    await run("cyclelens.hot.groupByCrate");
    const grouped = await rows("hot", "crates", (texts) =>
      texts.some((text) => text.startsWith("sample_guest")),
    );
    const share = (text: string) => Number(/([\d.]+) %/.exec(text)?.[1] ?? 0);
    const [crate, ...members] = grouped.slice(0, 4);
    assert.ok(share(crate!) > share(members[0]!), grouped.join(" | "));
    await run("cyclelens.hot.ungroup");
    await rows("hot", "the flat list", (texts) => !texts.some((text) => text.startsWith("sample_guest ")));
  });

  it("turns the call tree over", async function () {
    needsUi(this);
    await run("cyclelens.callTree.focus");
    const down = await rows("callTree", "the roots", (texts) => texts.length > 0);
    await run("cyclelens.callTree.bottomUp");
    const up = await rows("callTree", "the hottest leaves", (texts) => texts.length > down.length);
    assert.match(up[0]!, /compress/);
  });

  it("selects a function that the flame graph names, though a filter hides it", async function () {
    needsUi(this);
    await run("cyclelens.hot.filter", "memcpy");
    await rows(
      "hot",
      "one row",
      (texts) => texts.length > 0 && texts.every((text) => text.includes("memcpy")),
    );
    const hot = await run<unknown>("cyclelens.showInTree", 0);
    assert.equal(hot, undefined);
    await rows("hot", "the whole list", (texts) => texts.length > 5);
    await ui.waitFor({ selector: ".pane-body [role=treeitem][aria-selected=true]" });
    const inCallTree = ".pane:has(.pane-header :text-is('Call Tree')) .monaco-list-row.selected";
    await until(async () => (await ui.count({ selector: inCallTree })) === 1, "its place in the call tree");
  });

  it("copies the name of an item", async () => {
    const element = {
      kind: "function",
      name: "a::b",
      func: 0,
      file: null,
      line: 0,
      stack: () => ["a::b", "main"],
    };
    await run("cyclelens.item.copyName", element);
    assert.equal(await vscode.env.clipboard.readText(), "a::b");
    await run("cyclelens.item.copyStack", element);
    assert.equal(await vscode.env.clipboard.readText(), "a::b\nmain");
  });

  it("keeps runs: each is listed, opened and deleted", async function () {
    if (!ziskemu) skip(this, noZiskemu);
    const before = runFolders().length;
    const elf = unpackedElf();
    const done = await run<{ folder: string }>("cyclelens.profileElf", {
      elf,
      input: guestFile("input.bin"),
    });
    const folder = done!.folder;
    const item = { kind: "run", folder, id: folder.split(/[\\/]/).at(-1), guest: "sample-guest" };
    await run("cyclelens.clear");
    const opened = await run<{ folder: string }>("cyclelens.runs.open", item);
    assert.equal(opened!.folder, folder);
    await run("cyclelens.runs.delete", item, { confirmed: true });
    await assert.rejects(async () => vscode.workspace.fs.stat(vscode.Uri.file(folder)));
    assert.equal(runFolders().length, before);
  });
});
