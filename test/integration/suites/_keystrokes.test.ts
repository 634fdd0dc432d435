// Not a test but a measurement, started by scripts/benchEditor.mjs: keystroke to repaint in a large file.
import * as assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { ui } from "../support/ui";
import { until } from "../support/until";
import { workspaceFolder } from "../support/workspace";

const decorated = Number(process.env.CYCLELENS_BENCH_DECORATED);
const output = process.env.CYCLELENS_BENCH_OUT!;
const keys = [..."let fee = tx.amount / 200; // rounded", "Enter"];

/** Counts lines with a figure, page after page, from the top to the last decorated one. */
async function countDecorated(editor: vscode.TextEditor, upTo: number): Promise<number> {
  const seen = new Set<number>();
  // A page may be looked at before its figures are painted: up to three passes.
  for (let pass = 0; pass < 3 && seen.size < decorated; pass++) {
    for (let line = 0; line < upTo + 40; line += 20) {
      editor.revealRange(new vscode.Range(line, 0, line, 0), vscode.TextEditorRevealType.AtTop);
      const visible = await until(
        async () => {
          const lines = await ui.editorLines();
          return lines.some((each) => each.line === line + 1) && lines;
        },
        `line ${line + 1}`,
      );
      for (const { line: number, after } of visible) if (after.includes("%")) seen.add(number);
    }
  }
  return seen.size;
}

/** Milliseconds from the first use to the end of `activate`; null where it ran before or is not installed. */
async function activate(): Promise<number | null> {
  const extension = vscode.extensions.getExtension("cyclelens.cyclelens");
  if (extension === undefined || extension.isActive) return null;
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}

describe("keystrokes", () => {
  it("measures", async function () {
    this.timeout(180_000);
    const file = vscode.Uri.file(path.join(workspaceFolder(), "guest", "src", "big.rs"));
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    assert.ok(editor.document.lineCount >= 10_000);
    let present = 0;
    const activation = await activate();
    if (decorated > 0) {
      await vscode.commands.executeCommand("cyclelens.openProfile", [
        vscode.Uri.file(path.join(workspaceFolder(), "big.cyclelens.json")),
      ]);
      await vscode.window.showTextDocument(editor.document);
      await until(async () => (await ui.editorLines()).some(({ after }) => after.includes("%")), "figures");
      present = await countDecorated(editor, decorated * 2);
    }
    const middle = 300; // amid the decorated lines
    editor.selection = new vscode.Selection(middle, 0, middle, 0);
    editor.revealRange(new vscode.Range(middle, 0, middle, 0), vscode.TextEditorRevealType.InCenter);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await ui.keystrokes(keys, 30); // warm
    const milliseconds: number[] = [];
    for (let batch = 0; batch < 3; batch++) milliseconds.push(...(await ui.keystrokes(keys, 40)));
    writeFileSync(output, JSON.stringify({ present, milliseconds, activation }));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });
});
