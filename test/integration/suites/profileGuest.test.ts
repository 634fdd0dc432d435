// The main journey, on the sample guest with the real ziskemu: palette, tasks, and everything that then shows.
import * as assert from "node:assert/strict";
import * as path from "node:path";
import * as vscode from "vscode";
import { writeInput } from "../support/input";
import { skip } from "../support/skip";
import { TaskLog } from "../support/tasks";
import { readJson, ziskemuSays } from "../support/truth";
import { needsUi, ui } from "../support/ui";
import { eventually, until } from "../support/until";
import { closeEditors, guestFile, noZiskemu, openSource, runFolders, ziskemu } from "../support/workspace";

const elf = "target/elf/riscv64ima-zisk-zkvm-elf/release/sample-guest";
/** The end of the terminal: an older editor may still show the middle of a long output. */
const terminalText = async () => {
  await vscode.commands.executeCommand("workbench.action.terminal.scrollToBottom");
  return (await ui.text({ selector: ".terminal-wrapper.active .xterm-rows" })).join("\n");
};

describe("profile a guest", () => {
  let tasks: TaskLog;

  before(async function () {
    if (!ziskemu) skip(this, noZiskemu);
    tasks = new TaskLog();
    writeInput("batch.bin", 7, 24);
    await openSource("main.rs");
  });
  // Each step needs what the ones before left.
  let broken = false;
  beforeEach(function () {
    if (broken) skip(this, "an earlier step of the journey failed");
  });
  afterEach(function () {
    broken ||= this.currentTest?.state === "failed";
  });
  after(async () => {
    tasks?.dispose();
    await closeEditors();
  });

  it("from the palette, through both tasks, to a run folder", async function () {
    needsUi(this);
    await ui.palette("Profile guest with ZisK");
    // The guest is the only one; its input is asked for once.
    await ui.waitFor({ selector: ".quick-input-list .monaco-list-row", hasText: "No input" });
    await ui.click({ selector: ".quick-input-list .monaco-list-row", hasText: "Choose a file" });
    await ui.chooseFile(guestFile("batch.bin"));
    await until(() => tasks.ended.length >= 2, "the end of both tasks", 60_000);
    assert.deepEqual(tasks.exitCodes(), [
      ["build", 0],
      ["profile", 0],
    ]);
    await until(() => runFolders().length === 1, "one complete run folder");
  });

  it("shows the tool's own output in the terminal", async function () {
    needsUi(this);
    await until(
      async () => (await terminalText()).includes("Stats snapshot saved to"),
      "ziskemu's last lines in the terminal",
    );
  });

  it("records what ziskemu says", () => {
    const truth = ziskemuSays(guestFile(elf), guestFile("batch.bin"));
    const run = readJson(path.join(runFolders()[0]!, "run.json")) as {
      schema: string;
      outcome: { status: string };
    };
    assert.equal(run.schema, "cyclelens.run/1");
    assert.equal(run.outcome.status, "ok");
    assert.ok(truth.steps > 10_000 && truth.totalCost > truth.steps);
  });

  it("writes totals into the status bar", async function () {
    needsUi(this);
    await ui.waitFor({ selector: ".statusbar-item", hasText: "steps" });
    await eventually(async () => {
      const texts = await ui.text({ selector: ".statusbar-item", hasText: "steps" });
      assert.match(texts.join(), /[\d.]+ [KMG]? ?steps · [\d.]+ [KMG] cost/);
    });
  });

  it("decorates the costly lines with bar, percent and count", async function () {
    needsUi(this);
    await vscode.commands.executeCommand("workbench.action.closePanel");
    await openSource("sha256.rs", 50);
    const lines = await until(async () => {
      const decorated = (await ui.editorLines()).filter(({ after }) => after.includes("%"));
      return decorated.length > 3 && decorated;
    }, "decorated lines");
    for (const { after } of lines)
      assert.match(after, /^ {2}[▁▂▃▄▅▆▇█] +(< )?[\d.]+ %  [\d.]+( [KMG])? (cost|steps)( inlined)?$/u);
    assert.ok(new Set(lines.map(({ color }) => color)).size > 1, "heat has more than one colour");
  });

  it("puts lenses on functions", async () => {
    const { document } = await openSource("merkle.rs");
    const lenses = await until(async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        "vscode.executeCodeLensProvider",
        document.uri,
        50,
      );
      const titles = all.map(({ command, range }) => [
        document.lineAt(range.start.line).text,
        command?.title.replaceAll("\u00a0", " ") ?? "",
      ]);
      return titles.some(([, title]) => title!.includes("%")) && titles;
    }, "lenses");
    const root = lenses.find(([text]) => text!.includes("fn root"));
    assert.match(root?.[1] ?? "", /^\$\(flame\) [\d.]+ % (cost|steps) · .+ total · .+ self · [\d,.]+ calls?/);
  });

  it("answers a hover with the function's costs", async () => {
    const { document } = await openSource("merkle.rs");
    const at = document.positionAt(document.getText().indexOf("fn root") + 4);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      at,
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((c) => (typeof c === "string" ? c : c.value)))
      .join("\n")
      .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
    assert.match(text, /main/i);
    assert.match(text, /%/);
    assert.match(text, /ziskemu 1\.4\.0-alpha/);
  });

  it("lists hot functions, hottest first", async function () {
    needsUi(this);
    await vscode.commands.executeCommand("cyclelens.hot.focus");
    await until(async () => {
      const all = await ui.text({ selector: ".pane-body [role=treeitem]" });
      const shares = all.filter((text) => /[\d.]+ %/.test(text));
      return all.some((text) => text.includes("compress")) && shares.length > 3;
    }, "hot functions");
  });

  it("shows the call tree", async function () {
    needsUi(this);
    await vscode.commands.executeCommand("cyclelens.callTree.focus");
    await until(
      async () =>
        (await ui.text({ selector: ".pane-body [role=treeitem]" })).some((text) =>
          /main|run|_start/.test(text),
        ),
      "the root of the call tree",
    );
  });

  it("paints the flame graph; a click opens the source at the right line", async function () {
    needsUi(this);
    await vscode.commands.executeCommand("cyclelens.showFlameGraph");
    await ui.waitFor({ webview: 0, selector: "g[data-row]", timeout: 30_000 });
    await until(async () => (await ui.count({ webview: 0, selector: "g[data-row]" })) > 5, "frames");
    await eventually(() =>
      assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? "", /^Flame: sample-guest/),
    );
    await ui.click({ webview: 0, selector: "g[data-row][aria-label*='sha256::schedule']" });
    const editor = await until(() => {
      const shown = vscode.window.visibleTextEditors.filter((e) => e.document.fileName.endsWith("sha256.rs"));
      return shown.find((e) => /fn schedule/.test(e.document.lineAt(e.selection.active.line).text));
    }, "sha256.rs at fn schedule");
    // The keyboard stays in the graph: a key for it must not be typed into the source.
    await ui.press("t");
    await ui.waitFor({ webview: 0, selector: "[role=treegrid]" });
    await ui.press("t");
    assert.equal(editor.document.isDirty, false);
    const { active } = editor.selection;
    assert.match(editor.document.lineAt(active.line).text, /fn schedule/);
  });
});
