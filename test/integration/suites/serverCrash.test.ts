// A language server that dies is started again, with the profile that was open.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { openRecorded } from "../support/recorded";
import { serverPids } from "../support/serverPids";
import { skip } from "../support/skip";
import { until } from "../support/until";
import { closeEditors, openSource } from "../support/workspace";

async function titles(document: vscode.TextDocument): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 50);
  return (lenses as vscode.CodeLens[]).map((lens) => lens.command?.title ?? "");
}

describe("a language server that dies", () => {
  after(closeEditors);

  it("is started again, with the open profile", async function () {
    if (process.platform !== "linux") skip(this, "finds the server's process under /proc");
    await openRecorded();
    const { document } = await openSource("sha256.rs", 45);
    const [server, ...others] = serverPids();
    assert.ok(server !== undefined && others.length === 0, "one server");
    process.kill(server, "SIGKILL");
    await until(() => serverPids().some((pid) => pid !== server), "another server");
    await until(
      async () => (await titles(document)).some((title) => title.includes("667 M total")),
      "the lenses of the profile again",
    );
  });
});
