// Lenses, hovers and what they lead to, on the recorded run of the sample guest.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openRecorded } from "../support/recorded";
import { needsUi, ui } from "../support/ui";
import { until } from "../support/until";
import { closeEditors, openSource } from "../support/workspace";

const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
const pickRows = { selector: ".quick-input-list .monaco-list-row" };

async function lenses(document: vscode.TextDocument): Promise<string[]> {
  const found = await run("vscode.executeCodeLensProvider", document.uri, 100);
  return (found as vscode.CodeLens[]).map(
    (lens) => `${lens.range.start.line + 1} ${lens.command?.title.replaceAll("\u00a0", " ")}`,
  );
}

function isActive(file: string, line: number): boolean {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.fileName.endsWith(file) === true && editor.selection.active.line === line - 1;
}

describe("lenses and hovers", () => {
  before(openRecorded);
  after(closeEditors);

  it("stand above every function with cost, and above the entry point", async () => {
    const { document } = await openSource("sha256.rs", 45);
    const found = await until(async () => {
      const all = await lenses(document);
      return all.length >= 7 && all;
    }, "lenses");
    assert.match(found[1]!, /^42 \$\(flame\) 92\.5 % cost · 667 M total · 414 M self · 1\.20 K calls$/);
    const main = await openSource("main.rs", 20);
    await until(
      async () => (await lenses(main.document)).some((lens) => lens === "20 $(flame) Profile with ZisK"),
      "the entry point's lens",
    );
  });

  it("lead to callers by a click", async function () {
    needsUi(this);
    await openSource("sha256.rs", 45);
    const isOpen = async () => (await ui.text(pickRows)).some((text) => text.includes("Callers"));
    await until(async () => {
      // A lens that is drawn anew meanwhile does not hear the click.
      await ui.click({ selector: ".codelens-decoration a", hasText: "667 M total" });
      return until(isOpen, "the pick", 5000).catch(() => false);
    }, "the pick");
    await ui.click({ ...pickRows, hasText: "Callers" });
    await until(
      async () => (await ui.text(pickRows)).some((text) => text.includes("sha256::hash")),
      "callers",
    );
    await ui.press("Enter");
    await until(() => isActive("sha256.rs", 17), "the caller's source");
  });

  it("a hover over a name is a table with links to callers and callees", async () => {
    const { document } = await openSource("sha256.rs", 42);
    const hover = async () => {
      const at = new vscode.Position(41, 5);
      const found = (await run("vscode.executeHoverProvider", document.uri, at)) as vscode.Hover[];
      return found
        .flatMap((each) => each.contents as vscode.MarkdownString[])
        .find((text) => text.value.includes("cost"));
    };
    const text = await until(async () => (await hover()) ?? false, "the hover");
    assert.match(text.value, /\| cost \| 667,012,485 \| 92\.5 % \|/);
    assert.match(text.value, /command:cyclelens\.revealFunction/);
    assert.deepEqual(text.isTrusted, {
      enabledCommands: ["cyclelens.revealFunction", "cyclelens.showFlameGraph"],
    });
  });

  it("disassembly opens in a tab of its own; a click on a source line opens the source", async () => {
    await openSource("sha256.rs", 50);
    await run("cyclelens.showDisassembly");
    const editor = await until(() => {
      const now = vscode.window.activeTextEditor;
      return now?.document.uri.scheme === "cyclelens-disassembly" && now;
    }, "the disassembly");
    assert.match(editor.document.getText(), /src\/sha256\.rs:51/);
    const links = (await run("vscode.executeLinkProvider", editor.document.uri)) as vscode.DocumentLink[];
    assert.ok(links.length > 3, "source lines are links");
    const own = links.find(({ range }) => editor.document.getText(range).includes("src/sha256.rs:51"));
    const target = own!.target!;
    const [args] = JSON.parse(decodeURIComponent(target.query)) as [unknown];
    await run(target.path, args);
    await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith("sha256.rs"), "the source");
  });
});
