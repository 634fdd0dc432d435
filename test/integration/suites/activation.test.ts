import * as assert from "node:assert/strict";
import * as vscode from "vscode";

const id = "cyclelens.cyclelens";

describe(`activation in VS Code ${vscode.version}`, () => {
  it("activates without an error", async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
