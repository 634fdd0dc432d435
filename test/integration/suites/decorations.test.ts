// Figures in source editors, on the recorded run of the sample guest: no tool is needed.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openRecorded } from "../support/recorded";
import { needsUi, ui, type EditorLine } from "../support/ui";
import { eventually, settled, until } from "../support/until";
import { treeTexts, viewMetric } from "../support/views";
import { closeEditors, openSource } from "../support/workspace";

const figures = async (): Promise<readonly EditorLine[]> =>
  (await ui.editorLines()).filter(({ after }) => after !== "");
const figureAt = async (line: number) =>
  (await ui.editorLines()).find((each) => each.line === line)?.after ?? "";

describe("figures in the editor", function () {
  let editor: vscode.TextEditor;
  let hottest: EditorLine;
  const settings = () => vscode.workspace.getConfiguration("cyclelens");

  before(async function () {
    needsUi(this);
    await openRecorded();
  });
  beforeEach(async () => {
    editor = await openSource("sha256.rs", 45);
    const lines = await settled(figures, (found) => found.length > 5, "figures");
    const percent = ({ after }: EditorLine) => Number(/([\d.]+) %/.exec(after)?.[1] ?? 0);
    hottest = [...lines].sort((a, b) => percent(b) - percent(a))[0]!;
  });
  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
  after(closeEditors);

  it("say bar, percent, count and the metric's word", async () => {
    for (const { after } of await figures())
      assert.match(
        after,
        /^\s*[▁▂▃▄▅▆▇█] {1,2}(< )?\d+(\.\d)? % {2}\d+(\.\d+)?( [KMGT])? (cost|steps)( inlined)?$/u,
      );
    assert.match(hottest.after, /█/, "the hottest line of the file has the longest bar");
  });

  it("and every other surface change with the metric, and back", async () => {
    const hot = async (metric: string) =>
      (await treeTexts("hot")).length > 0 && (await viewMetric("Hot Functions")) === metric;
    await vscode.commands.executeCommand("cyclelens.switchMetric", "steps");
    await until(() => hot("steps"), "hot functions by steps");
    await until(
      async () => (await figures()).every(({ after }) => / steps\b/.test(after)),
      "figures by steps",
    );
    await vscode.commands.executeCommand("cyclelens.switchMetric", "cost");
    await until(() => hot("cost"), "hot functions by cost");
    await openSource("sha256.rs", 45);
    await until(async () => (await figures()).length > 0, "figures of what the lines carry");
  });

  it("go and come with the toggle", async () => {
    await vscode.commands.executeCommand("cyclelens.toggleDecorations");
    await until(async () => (await figures()).length === 0, "no figure");
    await vscode.commands.executeCommand("cyclelens.toggleDecorations");
    await until(async () => (await figures()).length > 0, "figures again");
  });

  it("follow the threshold and the format", async () => {
    const all = (await figures()).length;
    try {
      await settings().update("decorations.threshold", 3, vscode.ConfigurationTarget.Workspace);
      await until(async () => {
        const count = (await figures()).length;
        return count > 0 && count < all;
      }, "fewer figures");
      await settings().update("decorations.format", "percent", vscode.ConfigurationTarget.Workspace);
      await until(async () => (await figures()).every(({ after }) => after.endsWith("%")), "percent only");
    } finally {
      await settings().update("decorations.threshold", undefined, vscode.ConfigurationTarget.Workspace);
      await settings().update("decorations.format", undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until(async () => (await figures()).length === all, "all figures again");
  });

  it("leave an edited line at once and stay with the others", async () => {
    const others = (await figures()).length - 1;
    const end = editor.document.lineAt(hottest.line - 1).range.end;
    await editor.edit((edit) => edit.insert(end, " // changed"));
    await until(async () => (await figureAt(hottest.line)) === "", "no figure at the edited line");
    await eventually(async () => assert.equal((await figures()).length, others));
    await vscode.commands.executeCommand("undo");
    await until(async () => (await figureAt(hottest.line)) === hottest.after, "the figure again");
  });

  it("move with their lines", async () => {
    await editor.edit((edit) => edit.insert(new vscode.Position(hottest.line - 3, 0), "// one\n// two\n"));
    await until(
      async () => (await figureAt(hottest.line + 2)) === hottest.after,
      "the figure two lines below",
    );
  });

  it("stand nowhere after Clear Profile", async () => {
    await vscode.commands.executeCommand("cyclelens.clear");
    await until(async () => (await figures()).length === 0, "no figure");
    await openRecorded();
    await until(async () => (await figures()).length > 0, "figures again");
  });
});
